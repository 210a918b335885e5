package dev.fettle.server.people;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.api.Checks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Roles with their scopes in one line of text: {@code operator@tag:web+owner:shop}; without @ it is for all hosts. */
final class GrantText {
    private static final String BETWEEN_GROUPS = "+";

    private GrantText() {}

    static String of(Grant grant) {
        return switch (grant.scope()) {
            case Scope.Everything _ -> grant.role().word();
            case Scope.Groups(Set<HostGroup> groups) ->
                grant.role().word() + "@"
                        + groups.stream().map(HostGroup::toString).sorted().collect(Collectors.joining(BETWEEN_GROUPS));
        };
    }

    static String of(List<Grant> grants) {
        return grants.stream().map(GrantText::of).collect(Collectors.joining(", "));
    }

    /** @throws IllegalArgumentException with a sentence, if it is none */
    static Grant parse(String text) {
        int at = text.indexOf('@');
        String word = at < 0 ? text : text.substring(0, at);
        Role role = Role.of(word.strip())
                .orElseThrow(() -> new IllegalArgumentException("There is no such role; there are "
                        + Stream.of(Role.values()).map(Role::word).collect(Collectors.joining(", ")) + "."));
        if (at < 0) {
            return new Grant(role, Scope.everything());
        }
        Set<HostGroup> groups = new TreeSet<>(Comparator.comparing(HostGroup::toString));
        for (String group : text.substring(at + 1).split("\\" + BETWEEN_GROUPS, -1)) {
            groups.add(HostGroup.parse(group.strip()));
        }
        return new Grant(role, new Scope.Groups(groups));
    }

    /** As {@link #parse(String)} those of a body's member "roles"; what is none is told with its place. */
    static List<Grant> parse(Checks checks, List<String> roles) {
        List<Grant> grants = new ArrayList<>();
        for (int i = 0; i < roles.size(); i++) {
            try {
                grants.add(parse(checks.there("/roles/" + i, roles.get(i), "")));
            } catch (IllegalArgumentException e) {
                checks.that(false, "/roles/" + i, String.valueOf(e.getMessage()));
            }
        }
        return grants.stream().distinct().toList();
    }
}
