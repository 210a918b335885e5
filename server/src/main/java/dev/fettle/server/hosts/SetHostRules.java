package dev.fettle.server.hosts;

import dev.fettle.core.access.HostGroup;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.database.AllOrNothing;
import dev.fettle.server.web.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Adds, changes, moves and removes rules on what hosts are, and has them say so of all hosts at once. */
@Component
public final class SetHostRules {
    static final int MOST_RULES = 100;
    static final int LONGEST_NAME = 100;

    private final HostRuleStore store;
    private final HostRules rules;
    private final Audit audit;
    private final TransactionTemplate transaction;

    SetHostRules(HostRuleStore store, HostRules rules, Audit audit, PlatformTransactionManager transactions) {
        this.store = store;
        this.rules = rules;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * A rule as somebody wants it.
     *
     * @param position from 1; 0 for the last, or for where it is
     */
    public record Wish(String name, String condition, HostRule.Says says, int position) {}

    /** What came of it. */
    public sealed interface Outcome {
        /**
         * @param rule as it is now; as it was, if it is removed
         * @param hosts of how many hosts something else is in force now
         */
        record Done(HostRule rule, int hosts) implements Outcome {}

        record NoSuchRule() implements Outcome {}

        /** Somebody else has changed it since the actor saw it. */
        record Overtaken() implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}
    }

    /** A host that a rule would change. */
    public record Changed(HostId host, String name, Host.Described before, Host.Described after) {}

    /** What would come of a wish; nothing is changed. */
    public sealed interface Preview {
        /** @param hosts by their numbers */
        record Would(List<Changed> hosts) implements Preview {
            public Would {
                hosts = List.copyOf(hosts);
            }
        }

        record NoSuchRule() implements Preview {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Preview {}
    }

    /** @param id of the rule that it would replace; null if it would be a new one */
    public Preview preview(@Nullable Long id, Wish wish) {
        Optional<String> fault = fault(wish);
        if (fault.isPresent()) {
            return new Preview.Refused(fault.get());
        }
        List<HostRule> before = store.all();
        @Nullable HostRule old = id == null ? null : find(before, id);
        if (id != null && old == null) {
            return new Preview.NoSuchRule();
        }
        List<HostRule> wanted = with(before, rule(old, wish), wish.position());
        return new Preview.Would(rules.changes(wanted, null).stream()
                .filter(HostRules.Change::visible)
                .map(each -> new Changed(
                        each.before().host(),
                        each.before().name(),
                        each.before().described(),
                        each.after().described()))
                .toList());
    }

    private static @Nullable HostRule find(List<HostRule> all, long id) {
        return all.stream().filter(each -> each.id() == id).findFirst().orElse(null);
    }

    private static HostRule rule(@Nullable HostRule old, Wish wish) {
        return new HostRule(
                old == null ? 0 : old.id(),
                old == null ? 0 : old.position(),
                wish.name().strip(),
                wish.condition().strip(),
                wish.says(),
                old == null ? 0 : old.version());
    }

    /** All rules in their order with one in its place, numbered from 1. */
    private static List<HostRule> with(List<HostRule> before, HostRule rule, int position) {
        List<HostRule> wanted = new ArrayList<>(before);
        wanted.removeIf(each -> each.id() == rule.id());
        int usual = rule.position() == 0 ? wanted.size() + 1 : rule.position();
        wanted.add(Math.clamp(position == 0 ? usual : position, 1, wanted.size() + 1) - 1, rule);
        return numbered(wanted);
    }

    private static List<HostRule> numbered(List<HostRule> all) {
        List<HostRule> numbered = new ArrayList<>();
        for (HostRule each : all) {
            numbered.add(new HostRule(
                    each.id(), numbered.size() + 1, each.name(), each.condition(), each.says(), each.version()));
        }
        return numbered;
    }

    private static Optional<String> fault(Wish wish) {
        String name = wish.name().strip();
        HostRule.Says says = wish.says();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return Optional.of("A rule has a name, of at most " + LONGEST_NAME + " characters.");
        }
        if (says.nothing()) {
            return Optional.of("The rule says nothing. Give it an owner, an environment, tags, or another word.");
        }
        if (says.tags().size() > Redescription.MOST_TAGS) {
            return Optional.of("A rule has at most " + Redescription.MOST_TAGS + " tags.");
        }
        boolean labels = Stream.concat(says.tags().stream(), Stream.of(says.owner(), says.environment()))
                .allMatch(each -> each.isEmpty() || HostGroup.isLabel(each));
        if (!labels || says.tags().contains("")) {
            return Optional.of(
                    "Tags, owner and environment have 1 to 64 characters without commas, control characters, or"
                            + " blanks at the ends.");
        }
        try {
            HostFields.RULES.where(wish.condition().strip());
            return Optional.empty();
        } catch (ApiFault unreadable) {
            return Optional.of(String.valueOf(unreadable.getMessage()));
        }
    }

    public Outcome add(Actor actor, Wish wish) {
        Optional<String> fault = fault(wish);
        if (fault.isPresent()) {
            return new Outcome.Refused(fault.get());
        }
        return within(() -> {
            List<HostRule> before = store.all();
            if (before.size() >= MOST_RULES) {
                return new Outcome.Refused("There are " + MOST_RULES + " rules already. Take some together.");
            }
            HostRule last = rule(null, wish);
            Optional<Long> id =
                    store.add(new HostRule(0, Integer.MAX_VALUE, last.name(), last.condition(), last.says(), 0));
            if (id.isEmpty()) {
                return new Outcome.Refused(taken(wish));
            }
            HostRule added = new HostRule(id.get(), 0, last.name(), last.condition(), last.says(), 0);
            return done(actor, "host-rule.added", null, added.id(), with(before, added, wish.position()));
        });
    }

    /** @param version that the actor saw; null for whatever it is */
    public Outcome change(Actor actor, long id, @Nullable Long version, Wish wish) {
        Optional<String> fault = fault(wish);
        if (fault.isPresent()) {
            return new Outcome.Refused(fault.get());
        }
        return changing(id, version, old -> {
            List<HostRule> before = store.all();
            boolean named = before.stream()
                    .anyMatch(each ->
                            each.id() != id && each.name().equals(wish.name().strip()));
            return named
                    ? new Outcome.Refused(taken(wish))
                    : done(actor, "host-rule.changed", old, id, with(before, rule(old, wish), wish.position()));
        });
    }

    /** What people have said stays; what the rule has said is said no more. */
    public Outcome remove(Actor actor, long id, @Nullable Long version) {
        return changing(id, version, old -> {
            List<HostRule> left =
                    store.all().stream().filter(each -> each.id() != id).toList();
            store.remove(id);
            return done(actor, "host-rule.removed", old, 0, numbered(left));
        });
    }

    private static String taken(Wish wish) {
        return "Another rule is called " + wish.name().strip() + ". Choose another name.";
    }

    private Outcome changing(long id, @Nullable Long version, Function<HostRule, Outcome> how) {
        return within(() -> {
            Optional<HostRule> found = store.find(id);
            if (found.isEmpty()) {
                return new Outcome.NoSuchRule();
            }
            return version != null && version != found.get().version()
                    ? new Outcome.Overtaken()
                    : how.apply(found.get());
        });
    }

    private Outcome within(Supplier<Outcome> work) {
        return AllOrNothing.within(transaction, Outcome.Done.class::isInstance, () -> {
            store.alone();
            return work.get();
        });
    }

    /** @param id of the rule as it is now; 0 if it is removed */
    private Outcome done(Actor actor, String kind, @Nullable HostRule before, long id, List<HostRule> all) {
        List<HostRule> stored = store.all();
        for (HostRule each : all) {
            if (each.id() == id || !stored.contains(each)) {
                store.change(each);
            }
        }
        int hosts = rules.applyToAll(all);
        HostRule after = id == 0 ? null : find(all, id);
        Map<String, String> told = after == null ? new TreeMap<>() : told(after);
        told.put("hosts that changed", Integer.toString(hosts));
        HostRule subject = after == null ? before : after;
        if (subject == null) {
            throw new IllegalStateException("A rule was changed that neither was nor is.");
        }
        audit.append(
                actor,
                new Deed(
                        kind,
                        new AuditSubject("host-rule", Long.toString(subject.id()), subject.name()),
                        before == null ? Map.of() : told(before),
                        told,
                        ""));
        return new Outcome.Done(id == 0 ? subject : store.find(id).orElseThrow(), hosts);
    }

    private static Map<String, String> told(HostRule rule) {
        HostRule.Says says = rule.says();
        Map<String, String> told = new TreeMap<>(Map.of(
                "name",
                rule.name(),
                "position",
                Integer.toString(rule.position()),
                "condition",
                rule.condition(),
                "tags",
                String.join(", ", says.tags().stream().sorted().toList()),
                "owner",
                says.owner(),
                "environment",
                says.environment()));
        if (says.criticality() != null) {
            told.put("criticality", Choice.word(says.criticality()));
        }
        if (says.exposure() != null) {
            told.put("exposure", Choice.word(says.exposure()));
        }
        return told;
    }
}
