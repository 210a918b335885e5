package dev.fettle.server.people;

import dev.fettle.core.access.Grant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Which groups of the provider have which roles here. */
final class ProviderRoles {
    private record Line(String group, Grant grant) {}

    private final List<Line> lines;

    private ProviderRoles(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    /**
     * @param lines {@code group=role} and {@code group=role@kind:value}
     * @throws IllegalArgumentException with a sentence about the first line that is neither
     */
    static ProviderRoles parse(List<String> lines) {
        List<Line> parsed = new ArrayList<>();
        for (String line : lines) {
            int equal = line.lastIndexOf('=');
            if (equal < 1) {
                throw new IllegalArgumentException(
                        "oidc.roles has \"" + line + "\", but each entry is written group=role or group=role@tag:web.");
            }
            try {
                parsed.add(new Line(line.substring(0, equal).strip(), GrantText.parse(line.substring(equal + 1))));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("oidc.roles has \"" + line + "\": " + e.getMessage(), e);
            }
        }
        return new ProviderRoles(parsed);
    }

    /** The roles of somebody in these groups, in the order of the settings; none twice. */
    List<Grant> of(Collection<String> groups) {
        return lines.stream()
                .filter(line -> groups.contains(line.group()))
                .map(Line::grant)
                .distinct()
                .toList();
    }
}
