package dev.fettle.core.plan;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which patches a change takes, of those that are pending on its hosts. */
public sealed interface Selection {
    /** How many names a change may list. */
    int MOST_NAMES = 500;

    /** How many steps of what to patch first a change may take. */
    int MOST_STEPS = 500;

    /** All that is pending. */
    record Everything() implements Selection {}

    /** What a security archive carries, and what mends a known vulnerability. */
    record Security() implements Selection {}

    /**
     * The first steps of what to patch first, as it stands for the change's hosts when it is planned.
     *
     * @param steps 1 to {@link #MOST_STEPS}
     */
    record Foremost(int steps) implements Selection {
        public Foremost {
            if (steps < 1 || steps > MOST_STEPS) {
                throw new IllegalArgumentException(
                        "Of what to patch first, a change takes the first 1 to " + MOST_STEPS + " steps.");
            }
        }
    }

    /** What closes any of these vulnerabilities. */
    record Vulnerabilities(List<String> ids) implements Selection {
        public Vulnerabilities {
            ids = names(ids, "vulnerability");
        }

        /** The same as feeds may write them: as they are named here first, then in upper case. */
        public Set<String> meant() {
            Set<String> meant = new LinkedHashSet<>(ids);
            ids.forEach(each -> meant.add(each.toUpperCase(Locale.ROOT)));
            return Collections.unmodifiableSet(meant);
        }
    }

    /** What closes a vulnerability of any of these advisories, as far as a feed tells them. */
    record Advisories(List<String> ids) implements Selection {
        public Advisories {
            ids = names(ids, "advisory");
        }
    }

    /** The patches of these packages, and of all others that are built from the same sources. */
    record Packages(List<String> names) implements Selection {
        public Packages {
            names = Selection.names(names, "package");
        }
    }

    /** As addresses, tables and programs write it. */
    default String word() {
        return switch (this) {
            case Everything _ -> "all";
            case Security _ -> "security";
            case Foremost _ -> "first";
            case Vulnerabilities _ -> "vulnerabilities";
            case Advisories _ -> "advisories";
            case Packages _ -> "packages";
        };
    }

    /** What it lists; nothing for those that list nothing. */
    default List<String> listed() {
        return switch (this) {
            case Vulnerabilities(List<String> ids) -> ids;
            case Advisories(List<String> ids) -> ids;
            case Packages(List<String> names) -> names;
            case Everything _, Security _, Foremost _ -> List.of();
        };
    }

    /**
     * The one of a word.
     *
     * @param names for those that list some
     * @param steps for the first steps
     * @throws IllegalArgumentException with a sentence, if there is none
     */
    static Selection of(String word, List<String> names, int steps) {
        return switch (word) {
            case "all" -> new Everything();
            case "security" -> new Security();
            case "first" -> new Foremost(steps);
            case "vulnerabilities" -> new Vulnerabilities(names);
            case "advisories" -> new Advisories(names);
            case "packages" -> new Packages(names);
            default ->
                throw new IllegalArgumentException(
                        "Patches are chosen by all, security, first, vulnerabilities, advisories or packages.");
        };
    }

    private static List<String> names(List<String> names, String what) {
        List<String> sorted =
                names.stream().map(String::strip).distinct().sorted().toList();
        if (sorted.isEmpty() || sorted.size() > MOST_NAMES) {
            throw new IllegalArgumentException("Name 1 to " + MOST_NAMES + ", each a " + what + ".");
        }
        for (String name : sorted) {
            if (!PlainText.isName(name)) {
                throw new IllegalArgumentException("The name of a " + what + " has 1 to " + PlainText.LONGEST_NAME
                        + " letters, digits and the characters . _ : + ~ -");
            }
        }
        return sorted;
    }
}
