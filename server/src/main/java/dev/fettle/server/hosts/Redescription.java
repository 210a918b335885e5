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
        Tags tags,
        @Nullable String owner,
        @Nullable String environment,
        @Nullable Criticality criticality,
        @Nullable Exposure exposure) {
    /** More than anybody reads, and few enough that a form cannot fill the database. */
    public static final int MOST_TAGS = 50;

    /** What becomes of tags. */
    public sealed interface Tags {
        /** These are there from now on, and no others. */
        record Only(Set<String> tags) implements Tags {
            public Only {
                tags = Set.copyOf(tags);
            }
        }

        /** Some come, some go, all others stay; what is in both comes. */
        record Changed(Set<String> added, Set<String> removed) implements Tags {
            public Changed {
                added = Set.copyOf(added);
                removed = Set.copyOf(removed);
            }
        }
    }

    /** All of it is to be said in another way, whatever is said now. */
    static Redescription to(Host.Described wanted) {
        HostLabels labels = wanted.labels();
        return new Redescription(
                new Tags.Only(labels.tags()),
                labels.owner(),
                labels.environment(),
                wanted.criticality(),
                wanted.exposure());
    }

    Host.Described of(Host.Described before) {
        return new Host.Described(
                new HostLabels(
                        tags(before.labels().tags()),
                        owner == null ? before.labels().owner() : owner,
                        environment == null ? before.labels().environment() : environment),
                criticality == null ? before.criticality() : criticality,
                exposure == null ? before.exposure() : exposure);
    }

    private Set<String> tags(Set<String> before) {
        return switch (tags) {
            case Tags.Only(Set<String> only) -> only;
            case Tags.Changed(Set<String> added, Set<String> removed) -> {
                Set<String> after = new TreeSet<>(before);
                after.removeAll(removed);
                after.addAll(added);
                yield after;
            }
        };
    }
}
