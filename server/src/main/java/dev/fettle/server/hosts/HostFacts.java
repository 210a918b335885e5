package dev.fettle.server.hosts;

import dev.fettle.core.access.HostLabels;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Exposure;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a host, and by whom.
 *
 * @param described what is in force
 * @param ownTags what people say
 * @param refusedTags tags of rules that people took away
 * @param said which of the others people have said: of these no rule decides
 * @param ruledTags what rules say, each with the number of the rule
 * @param rules the numbers of the rules by which the others are so, by their names
 */
record HostFacts(
        HostId host,
        String name,
        Host.Described described,
        Set<String> ownTags,
        Set<String> refusedTags,
        Set<String> said,
        Map<String, Long> ruledTags,
        Map<String, Long> rules) {
    static final String OWNER = "owner";
    static final String ENVIRONMENT = "environment";
    static final String CRITICALITY = "criticality";
    static final String EXPOSURE = "exposure";

    HostFacts {
        ownTags = Set.copyOf(ownTags);
        refusedTags = Set.copyOf(refusedTags);
        said = Set.copyOf(said);
        ruledTags = Map.copyOf(ruledTags);
        rules = Map.copyOf(rules);
    }

    /** The same by these rules, which are those that the host fits, the first first. */
    HostFacts by(List<HostRule> fitting) {
        Map<String, Long> tags = new TreeMap<>();
        Map<String, Long> deciding = new TreeMap<>();
        String owner = said.contains(OWNER) ? described.labels().owner() : "";
        String environment = said.contains(ENVIRONMENT) ? described.labels().environment() : "";
        Criticality criticality = said.contains(CRITICALITY) ? described.criticality() : Criticality.NORMAL;
        Exposure exposure = said.contains(EXPOSURE) ? described.exposure() : Exposure.UNKNOWN;
        for (HostRule rule : fitting) {
            HostRule.Says says = rule.says();
            says.tags().forEach(tag -> tags.putIfAbsent(tag, rule.id()));
            if (!says.owner().isEmpty() && isFree(OWNER, deciding, rule)) {
                owner = says.owner();
            }
            if (!says.environment().isEmpty() && isFree(ENVIRONMENT, deciding, rule)) {
                environment = says.environment();
            }
            Criticality critical = says.criticality();
            if (critical != null && isFree(CRITICALITY, deciding, rule)) {
                criticality = critical;
            }
            Exposure exposed = says.exposure();
            if (exposed != null && isFree(EXPOSURE, deciding, rule)) {
                exposure = exposed;
            }
        }
        Set<String> all = new HashSet<>(tags.keySet());
        all.removeAll(refusedTags);
        all.addAll(ownTags);
        Host.Described after = new Host.Described(new HostLabels(all, owner, environment), criticality, exposure);
        return new HostFacts(host, name, after, ownTags, refusedTags, said, tags, deciding);
    }

    /** Whether nobody has decided a fact yet; the rule has from now on. */
    private boolean isFree(String fact, Map<String, Long> deciding, HostRule rule) {
        return !said.contains(fact) && deciding.putIfAbsent(fact, rule.id()) == null;
    }

    @Nullable
    Long rule(String fact) {
        return rules.get(fact);
    }
}
