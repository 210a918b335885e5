package dev.fettle.server.hosts;

import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.HostLabels;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Exposure;
import dev.fettle.server.api.Checks;
import dev.fettle.wire.HostDescription;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads what somebody sends as a host's description. */
final class DescriptionReader {
    private static final String LABEL =
            "1 to 64 characters without commas, control characters, or blanks at the ends are expected.";

    private DescriptionReader() {}

    static Host.Described read(HostDescription sent) {
        Checks checks = new Checks();
        List<String> tags = checks.there("/tags", sent.tags(), List.of());
        checks.that(
                tags.size() <= Redescription.MOST_TAGS,
                "/tags",
                "A host has at most " + Redescription.MOST_TAGS + " tags.");
        Set<String> set = new HashSet<>();
        for (int i = 0; i < tags.size(); i++) {
            String tag = checks.there("/tags/" + i, tags.get(i), "");
            checks.that(HostGroup.isLabel(tag), "/tags/" + i, LABEL);
            set.add(tag);
        }
        String owner = checks.there("/owner", sent.owner(), "");
        checks.that(owner.isEmpty() || HostGroup.isLabel(owner), "/owner", "Nothing, or " + LABEL);
        String environment = checks.there("/environment", sent.environment(), "");
        checks.that(environment.isEmpty() || HostGroup.isLabel(environment), "/environment", "Nothing, or " + LABEL);
        Criticality criticality = checks.oneOf("/criticality", sent.criticality(), Criticality.NORMAL);
        Exposure exposure = checks.oneOf("/exposure", sent.exposure(), Exposure.UNKNOWN);
        checks.end();
        return new Host.Described(new HostLabels(set, owner, environment), criticality, exposure);
    }
}
