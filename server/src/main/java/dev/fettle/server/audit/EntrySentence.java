package dev.fettle.server.audit;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import java.util.Map;

/** What an entry says, in one sentence for people. */
final class EntrySentence {
    /** What a kind of deed does to its subject: {@code %s} is the subject. Kinds without one are told by their words. */
    private static final Map<String, String> DID = Map.ofEntries(
            Map.entry("audit.key-changed", "took the key %s for the checkpoints of this trail"),
            Map.entry("change.incident-recorded", "recorded an incident of the change %s"),
            Map.entry("change.approved", "approved the change %s"),
            Map.entry("change.drafted", "drafted the change %s"),
            Map.entry("change.edited", "edited the change %s, which voids what was approved of it"),
            Map.entry("change.overdue", "noted that the emergency change %s was not approved in its time"),
            Map.entry("change.planned", "planned the change %s anew, which voids what was approved of it"),
            Map.entry("change.proposed", "proposed the change %s"),
            Map.entry("change.rejected", "rejected the change %s"),
            Map.entry("change.withdrawn", "withdrew the change %s"),
            Map.entry("alert.acknowledged", "acknowledged the alert of the emergency change %s"),
            Map.entry("alert.escalated", "told again that nobody has acknowledged the emergency change %s"),
            Map.entry("alert.raised", "raised an alert of the emergency change %s"),
            Map.entry("demo.begun", "began a demonstration, in which no host is real"),
            Map.entry("device.approved", "let %s sign in by its code"),
            Map.entry("device.refused", "refused %s, which showed a code"),
            Map.entry("factor.added", "gave %s another way to prove who they are"),
            Map.entry("factor.recovery-code-used", "signed in with a recovery code"),
            Map.entry("factor.recovery-codes-renewed", "made new recovery codes"),
            Map.entry("factor.removed", "took from %s a way to prove who they are"),
            Map.entry("feed.refreshed", "put new content of the feed %s in force"),
            Map.entry("feed.asked", "had the feed %s asked now"),
            Map.entry("freeze.added", "added the freeze %s"),
            Map.entry("freeze.changed", "changed the freeze %s"),
            Map.entry("freeze.removed", "removed the freeze %s"),
            Map.entry("host.added", "added the host %s"),
            Map.entry("host.changed", "found that the host %s has changed"),
            Map.entry("host.described", "described the host %s"),
            Map.entry("host.merged", "found that another host is the same machine as %s, and merged it into it"),
            Map.entry("host.removed", "removed the host %s"),
            Map.entry("host.returned", "took in the host %s, which was removed before, again"),
            Map.entry("host-group.added", "named the group of hosts %s"),
            Map.entry("host-group.changed", "changed the group of hosts %s"),
            Map.entry("host-group.removed", "removed the group of hosts %s"),
            Map.entry("host-rule.added", "added the rule %s on what hosts are"),
            Map.entry("host-rule.changed", "changed the rule %s on what hosts are"),
            Map.entry("host-rule.removed", "removed the rule %s on what hosts are"),
            Map.entry("hosts.told-apart", "said that %s are not the same machine"),
            Map.entry("order.ended", "took in how an order of the host %s ended"),
            Map.entry("order.expired", "ended an order of the host %s that was not begun in time"),
            Map.entry("order.given", "gave the host %s an order"),
            Map.entry("order.overdue", "noted that the host %s does not say what became of an order"),
            Map.entry("order.withdrawn", "withdrew an order of the host %s"),
            Map.entry("person.added", "added %s, who can sign in from now on"),
            Map.entry("password.changed", "changed their password"),
            Map.entry("password.set", "set a password by a one-time link"),
            Map.entry("person.disabled", "disabled %s, who cannot sign in any more"),
            Map.entry("person.enabled", "enabled %s again"),
            Map.entry("person.reset", "took the password of %s away, for a new one by a one-time link"),
            Map.entry("person.roles-changed", "changed the roles of %s"),
            Map.entry("rollout.aborted", "aborted the roll-out of %s"),
            Map.entry("rollout.aborted-and-back", "aborted the roll-out of %s and had hosts go back"),
            Map.entry("rollout.back-any-time", "had hosts of the roll-out of %s go back at any time, if they do"),
            Map.entry("rollout.host-retried", "had a host of the roll-out of %s tried again"),
            Map.entry("rollout.host-skipped", "took a host out of the roll-out of %s"),
            Map.entry("rollout.moved", "brought the roll-out of %s to another stage"),
            Map.entry("rollout.paused", "paused the roll-out of %s"),
            Map.entry("rollout.resumed", "resumed the roll-out of %s"),
            Map.entry("rollout.started", "started the roll-out of %s"),
            Map.entry("rollout.windows-overridden", "had the roll-out of %s not wait for windows"),
            Map.entry("scan.asked", "had a scan of %s begun"),
            Map.entry("scan.stopped", "stopped the scan of %s"),
            Map.entry("settings.changed", "started with other settings than before"),
            Map.entry("session.all-ended", "ended the other sessions of %s"),
            Map.entry("session.ended", "ended a session of %s"),
            Map.entry("sign-in.done", "signed in"),
            Map.entry("sign-in.ended", "signed out"),
            Map.entry("sign-in.refused", "tried to sign in as %s, and was refused"),
            Map.entry("sign-in.refused-more", "counted more refused sign-ins than are told one by one"),
            Map.entry("token.made", "made the token %s"),
            Map.entry("token.revoked", "revoked the token %s"),
            Map.entry("webhook.added", "added the webhook %s"),
            Map.entry("webhook.changed", "changed the webhook %s"),
            Map.entry("webhook.removed", "removed the webhook %s"),
            Map.entry("webhook.retried", "had a message to the webhook %s sent again"),
            Map.entry("webhook.secret-renewed", "gave the webhook %s another secret"),
            Map.entry("webhook.tested", "had a test sent to the webhook %s"),
            Map.entry("window.added", "added the maintenance window %s"),
            Map.entry("window.changed", "changed the maintenance window %s"),
            Map.entry("window.removed", "removed the maintenance window %s"));

    private EntrySentence() {}

    /** {@code ann added the host web-07.} */
    static String of(Actor actor, Deed deed) {
        String did = DID.get(deed.kind());
        String what = did == null ? plain(deed) : did.replace("%s", name(deed.subject()));
        return who(actor) + (did == null ? ": " : " ") + what + ".";
    }

    private static String who(Actor actor) {
        return switch (actor.kind()) {
            case PERSON -> actor.name();
            case TOKEN -> {
                int slash = actor.name().indexOf('/');
                yield slash < 0
                        ? actor.name()
                        : actor.name().substring(0, slash) + ", by the token "
                                + actor.name().substring(slash + 1) + ",";
            }
            case SERVER -> "The server (" + actor.name() + ")";
        };
    }

    private static String name(AuditSubject subject) {
        return subject.name().isEmpty() ? subject.id() : subject.name();
    }

    /** {@code person roles changed (bob)}: no good English, but nothing is hidden. */
    private static String plain(Deed deed) {
        int dot = deed.kind().lastIndexOf('.');
        String verb = deed.kind().substring(dot + 1).replace('-', ' ');
        String noun = deed.kind().substring(0, dot).replace('.', ' ').replace('-', ' ');
        String name = name(deed.subject());
        return noun + " " + verb + (name.isEmpty() ? "" : " (" + name + ")");
    }
}
