package dev.fettle.server.hosts;

import dev.fettle.core.access.HostLabels;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Exposure;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be said of hosts from now on; null where what is said already stays.
 *
 * @param owner empty for nobody; so is the environment
 */
public record Redescription(
        Set<String> addTags,
        Set<String> removeTags,
        @Nullable String owner,
        @Nullable String environment,
        @Nullable Criticality criticality,
        @Nullable Exposure exposure) {
    /** More than anybody reads, and few enough that a form cannot fill the database. */
    public static final int MOST_TAGS = 32;

    public Redescription {
        addTags = Set.copyOf(addTags);
        removeTags = Set.copyOf(removeTags);
    }

    Host.Described of(Host.Described before) {
        TreeSet<String> tags = new TreeSet<>(before.labels().tags());
        tags.removeAll(removeTags);
        tags.addAll(addTags);
        return new Host.Described(
                new HostLabels(
                        tags,
                        owner == null ? before.labels().owner() : owner,
                        environment == null ? before.labels().environment() : environment),
                criticality == null ? before.criticality() : criticality,
                exposure == null ? before.exposure() : exposure);
    }
}
