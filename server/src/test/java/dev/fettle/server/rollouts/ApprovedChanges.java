package dev.fettle.server.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.ChangeWish;
import dev.fettle.core.plan.HostChoice;
import dev.fettle.core.plan.Limits;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.plan.Selection;
import dev.fettle.core.plan.WaveLine;
import dev.fettle.server.RunningServer;
import dev.fettle.server.changes.Change;
import dev.fettle.server.changes.ChangeOutcome;
import dev.fettle.server.changes.DraftChange;
import dev.fettle.server.changes.MoveChange;
import dev.fettle.server.hosts.HostId;
import java.time.Duration;
import java.util.List;

/** Changes that olga has proposed and ada has approved. */
final class ApprovedChanges {
    static final Actor OLGA = Actor.person("olga", "operator", "192.0.2.9", "r1");
    static final Actor ADA = Actor.person("ada", "approver", "192.0.2.9", "r2");
    private static final Actor BOB = Actor.person("bob", "approver", "192.0.2.9", "r3");

    private ApprovedChanges() {}

    static ChangeWish wish(List<HostId> hosts, List<String> waves, int atOnce, OnBreach onBreach) {
        return wish(new HostChoice.Listed(hosts.stream().map(HostId::value).toList()), waves, atOnce, onBreach);
    }

    static ChangeWish wish(HostChoice hosts, List<String> waves, int atOnce, OnBreach onBreach) {
        return new ChangeWish(
                "openssl",
                "a test",
                "",
                ChangeType.NORMAL,
                false,
                0,
                new Selection.Everything(),
                hosts,
                waves.stream().map(WaveLine::read).toList(),
                List.of(),
                new Limits(atOnce, atOnce, 0, 3, Duration.ofHours(1)),
                onBreach,
                0);
    }

    static Change done(ChangeOutcome outcome) {
        assertThat(outcome).isInstanceOf(ChangeOutcome.Done.class);
        return ((ChangeOutcome.Done) outcome).change();
    }

    static Change draft(RunningServer server, ChangeWish wish) {
        return done(server.bean(DraftChange.class).add(OLGA, Scope.everything(), wish));
    }

    static Change approved(RunningServer server, ChangeWish wish) {
        Change draft = draft(server, wish);
        MoveChange move = server.bean(MoveChange.class);
        Change proposed = done(move.propose(OLGA, Scope.everything(), draft.number(), null));
        for (Actor each : List.of(ADA, BOB)) {
            if (!proposed.state().mayRun()) {
                proposed = done(move.approve(
                        each, Scope.everything(), Scope.everything(), draft.number(), draft.content(), "seen"));
            }
        }
        return proposed;
    }
}
