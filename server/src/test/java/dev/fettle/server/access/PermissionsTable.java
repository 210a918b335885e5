package dev.fettle.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** docs/permissions.md. */
final class PermissionsTable {
    private static final Path FILE = Path.of("..", "docs", "permissions.md");

    private PermissionsTable() {}

    static void check(List<Route> routes) throws IOException {
        String made = made(routes);
        if (System.getProperty("fettle.write-docs") != null) {
            Files.writeString(FILE, made);
        }
        assertThat(FILE)
                .as("made anew by: mvn -pl server -am test -Dtest=RoutesWalkTest -Dfettle.write-docs=1")
                .hasContent(made);
    }

    private static String made(List<Route> routes) {
        List<String> lines = new ArrayList<>();
        lines.add("# Who may do what");
        lines.add("");
        lines.add(
                "Made from the code by `RoutesWalkTest`, which also asks every route in every role for real. A role is given"
                        + " for all hosts or for groups of hosts (by tag, owner or environment). *Hosts*: the permission holds for"
                        + " the hosts in scope. *Anywhere*: any scope suffices. *Everywhere*: it takes the role for all hosts. *Oneself*: whoever is signed in has"
                        + " it, also without any role.");
        lines.add("");
        lines.add("| permission | reach | "
                + Stream.of(Role.values()).map(Role::word).collect(Collectors.joining(" | ")) + " |");
        lines.add("|---|---|" + "---|".repeat(Role.values().length));
        for (Permission permission : Permission.values()) {
            lines.add("| " + word(permission.name()) + " | "
                    + word(permission.reach().name()) + " | "
                    + Stream.of(Role.values())
                            .map(role -> permission.roles().contains(role) ? "yes" : "")
                            .collect(Collectors.joining(" | "))
                    + " |");
        }
        lines.add("");
        lines.add("| route | permission |");
        lines.add("|---|---|");
        for (Route route : routes) {
            lines.add("| `" + route.method() + " " + route.pattern() + "` | "
                    + route.permission().map(each -> word(each.name())).orElse("open to everybody") + " |");
        }
        return String.join("\n", lines) + "\n";
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
