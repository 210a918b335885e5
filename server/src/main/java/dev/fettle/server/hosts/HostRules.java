package dev.fettle.server.hosts;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.api.lists.Where;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.web.Choice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What rules say of hosts. All of this joins the caller's transaction, which has locked the rules. */
@Component
final class HostRules {
    /** Of more hosts that one change of a rule concerns, the audit trail tells their number alone. */
    static final int MOST_NOTED = 1_000;

    private static final int AT_ONCE = 5_000;

    private final HostRuleStore store;
    private final Audit audit;

    HostRules(HostRuleStore store, Audit audit) {
        this.store = store;
        this.audit = audit;
    }

    /** What a host would be, and is now. */
    record Change(HostFacts before, HostFacts after) {
        /** Whether what is in force changes, and not only by whom it is said. */
        boolean visible() {
            return !before.described().equals(after.described());
        }
    }

    /** Says of one host, which the caller has locked, what rules say of it now. */
    void apply(HostId host) {
        List<HostRule> rules = store.all();
        if (!rules.isEmpty()) {
            say(rules, host).stream().filter(Change::visible).forEach(this::note);
        }
    }

    /** As {@link #apply}; the caller notes it for the audit. */
    void say(HostId host) {
        say(store.all(), host);
    }

    private List<Change> say(List<HostRule> rules, HostId host) {
        List<Change> changes = changes(rules, host);
        put(changes);
        return changes;
    }

    /**
     * Says of all hosts what these rules say.
     *
     * @return of how many hosts something else is in force now
     */
    int applyToAll(List<HostRule> rules) {
        List<Change> changes = changes(rules, null);
        put(changes);
        List<Change> visible = changes.stream().filter(Change::visible).toList();
        if (visible.size() <= MOST_NOTED) {
            visible.forEach(this::note);
        }
        return visible.size();
    }

    /** What would change by these rules, by the hosts' numbers; of all hosts, or of one. */
    List<Change> changes(List<HostRule> rules, @Nullable HostId only) {
        List<Where> conditions = rules.stream()
                .map(rule -> HostFields.RULES.where(rule.condition()))
                .toList();
        Map<HostId, BitSet> fitting = conditions.isEmpty() ? Map.of() : store.fitting(conditions, only);
        Map<BitSet, List<HostRule>> lists = new HashMap<>();
        List<Change> changes = new ArrayList<>();
        for (HostFacts before : store.facts(only)) {
            List<HostRule> fit = lists.computeIfAbsent(
                    fitting.getOrDefault(before.host(), new BitSet()),
                    bits -> bits.stream().mapToObj(rules::get).toList());
            HostFacts after = before.by(fit);
            if (!after.equals(before)) {
                changes.add(new Change(before, after));
            }
        }
        return changes;
    }

    private void put(List<Change> changes) {
        for (int from = 0; from < changes.size(); from += AT_ONCE) {
            store.put(changes.subList(from, Math.min(changes.size(), from + AT_ONCE)).stream()
                    .map(Change::after)
                    .toList());
        }
    }

    private void note(Change change) {
        audit.append(
                Actor.server("rules"),
                new Deed(
                        "host.described",
                        new AuditSubject(
                                "host",
                                change.before().host().toString(),
                                change.before().name()),
                        DescribeHosts.told(change.before().described()),
                        DescribeHosts.told(change.after().described()),
                        ""));
    }

    /** Who says what of a host; what nobody has said is left out. */
    List<FactSource> sources(HostId host) {
        Map<Long, String> names = new HashMap<>();
        store.all().forEach(rule -> names.put(rule.id(), rule.name()));
        return store.facts(host).stream()
                .flatMap(facts -> sources(facts, names).stream())
                .toList();
    }

    private static List<FactSource> sources(HostFacts facts, Map<Long, String> names) {
        List<FactSource> sources = new ArrayList<>();
        Host.Described now = facts.described();
        Map<String, String> values = new TreeMap<>(Map.of(
                HostFacts.OWNER,
                now.labels().owner(),
                HostFacts.ENVIRONMENT,
                now.labels().environment(),
                HostFacts.CRITICALITY,
                Choice.word(now.criticality()),
                HostFacts.EXPOSURE,
                Choice.word(now.exposure())));
        values.forEach((fact, value) -> {
            Long rule = facts.rule(fact);
            if (rule != null || facts.said().contains(fact)) {
                sources.add(new FactSource(fact, value, rule, rule == null ? null : names.get(rule)));
            }
        });
        now.labels().tags().stream().sorted().forEach(tag -> {
            Long rule = facts.ownTags().contains(tag) ? null : facts.ruledTags().get(tag);
            sources.add(new FactSource("tag", tag, rule, rule == null ? null : names.get(rule)));
        });
        return sources;
    }
}
