package dev.fettle.core.access;

import java.util.HashSet;
import java.util.Set;

/** The hosts that a role is given for. */
public sealed interface Scope {
    /** All hosts, also those to come. */
    record Everything() implements Scope {}

    /** Hosts that belong to any of these groups; none at all if there is no group. */
    record Groups(Set<HostGroup> groups) implements Scope {
        public Groups {
            groups = Set.copyOf(groups);
        }
    }

    static Scope everything() {
        return new Everything();
    }

    /** Whether a host with these labels lies inside. */
    default boolean covers(HostLabels host) {
        return switch (this) {
            case Everything _ -> true;
            case Groups(Set<HostGroup> groups) -> groups.stream().anyMatch(host::in);
        };
    }

    /** The hosts of either. */
    default Scope or(Scope other) {
        if (!(this instanceof Groups(Set<HostGroup> mine)) || !(other instanceof Groups(Set<HostGroup> theirs))) {
            return everything();
        }
        Set<HostGroup> both = new HashSet<>(mine);
        both.addAll(theirs);
        return new Groups(both);
    }

    /** Whether all hosts of the other lie inside, whatever hosts there are. */
    default boolean holds(Scope other) {
        return switch (this) {
            case Everything _ -> true;
            case Groups(Set<HostGroup> mine) ->
                other instanceof Groups(Set<HostGroup> theirs) && mine.containsAll(theirs);
        };
    }
}
