package dev.fettle.server.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody may have meant who wrote a name that no setting has. */
final class Guesses {
    private static final int FARTHEST = 3;
    private static final int SHORTEST_START = 3;
    private static final LevenshteinDistance DISTANCE = new LevenshteinDistance(FARTHEST);

    private final List<String> known;
    private final char separator;

    /** @param separator between the parts of a name */
    private Guesses(Predicate<SettingKey> counts, Function<SettingKey, String> name, char separator) {
        this.known = Arrays.stream(SettingKey.values()).filter(counts).map(name).toList();
        this.separator = separator;
    }

    static Guesses inFile() {
        return new Guesses(SettingKey::inFile, SettingKey::key, '.');
    }

    static Guesses ofVariables() {
        return new Guesses(_ -> true, SettingKey::variable, '_');
    }

    static Guesses ofOptions() {
        return new Guesses(SettingKey::asOption, key -> "--" + key.key(), '.');
    }

    /** Goes on where "… is no setting" ends. */
    String about(String name) {
        String plain = plain(name);
        List<String> meant = nearest(plain);
        if (meant.isEmpty()) {
            meant = matching(other -> lastPart(plain).length() >= SHORTEST_START && other.startsWith(plain));
        }
        if (meant.isEmpty()) {
            meant = matching(other -> lastPart(other).equals(lastPart(plain)));
        }
        if (!meant.isEmpty()) {
            return "; did you mean " + joined(meant, "or") + "?";
        }
        int end = plain.lastIndexOf(separator);
        List<String> beside = separator == '_'
                ? List.of()
                : matching(other -> end > 0 && other.startsWith(plain.substring(0, end + 1)));
        return beside.isEmpty()
                ? "; \"fettle up --help\" lists all that there are."
                : "; beside it there " + (beside.size() == 1 ? "is " : "are ") + joined(beside, "and") + ".";
    }

    /** Those that the fewest changes of single letters lead to, and no more than one change in three letters. */
    private List<String> nearest(String plain) {
        int farthest = Math.min(FARTHEST, Math.max(1, plain.length() / 3));
        for (int changes = 0; changes <= farthest; changes++) {
            int distance = changes;
            List<String> found = matching(other -> DISTANCE.apply(plain, other) == distance);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private List<String> matching(Predicate<String> test) {
        return known.stream().filter(name -> test.test(plain(name))).toList();
    }

    private String plain(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return separator == '.' ? small.replace('_', '-') : small;
    }

    private String lastPart(String name) {
        return name.substring(name.lastIndexOf(separator) + 1);
    }

    static String joined(List<String> names, String last) {
        int end = names.size() - 1;
        return end == 0
                ? names.getFirst()
                : String.join(", ", names.subList(0, end)) + " " + last + " " + names.get(end);
    }
}
