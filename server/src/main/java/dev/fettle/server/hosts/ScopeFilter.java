package dev.fettle.server.hosts;

import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Scope;
import dev.fettle.server.database.Storable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A scope as a condition on rows of the table of hosts. */
public final class ScopeFilter {
    /** True for a row {@code host} in scope; takes the four {@link #parameters}. */
    public static final String CONDITION = "(? or host.tags && ? or host.owner = any(?) or host.environment = any(?))";

    private final boolean everything;
    private final Set<HostGroup> groups;

    private ScopeFilter(boolean everything, Set<HostGroup> groups) {
        this.everything = everything;
        this.groups = groups;
    }

    public static ScopeFilter of(Scope scope) {
        return switch (scope) {
            case Scope.Everything _ -> new ScopeFilter(true, Set.of());
            case Scope.Groups(Set<HostGroup> groups) -> new ScopeFilter(false, groups);
        };
    }

    public List<Object> parameters() {
        return List.of(
                everything,
                values(HostGroup.Kind.TAG),
                values(HostGroup.Kind.OWNER),
                values(HostGroup.Kind.ENVIRONMENT));
    }

    /**
     * True where all hosts of something are in scope; takes {@link #parametersOfAll}.
     *
     * @param rows a table with a row {@code h} for each of its hosts, which has a {@code host_id}
     * @param its which of these rows are its own
     */
    public static String all(String rows, String its) {
        return "(? or not exists (select from " + rows + " h join host on host.id = h.host_id where " + its
                + " and not " + CONDITION + "))";
    }

    /** For {@link #all}; a list of its own, to which more may be added. */
    public List<Object> parametersOfAll() {
        List<Object> parameters = new ArrayList<>();
        parameters.add(everything);
        parameters.addAll(parameters());
        return parameters;
    }

    private Object values(HostGroup.Kind kind) {
        return Storable.texts(groups.stream()
                .filter(group -> group.kind() == kind)
                .map(HostGroup::value)
                .toList());
    }
}
