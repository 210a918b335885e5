package dev.fettle.link;

import dev.fettle.core.signing.Octets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the lines of one survey become those of a later one. The whole of a survey is the delta from nothing. As JSON:
 * {@code {"from":"…","to":"…","removed":["…"],"added":["…"]}}.
 *
 * @param from digest of the lines that it is to be applied to, see {@link SurveyForm#digest}
 * @param to digest of what comes out
 */
public record SurveyDelta(Octets from, Octets to, List<String> removed, List<String> added) {
    /** The digest of no lines at all. */
    public static final Octets NOTHING = SurveyForm.digest(List.of());

    private static final int MOST_LINES = 200_000;

    public SurveyDelta {
        removed = List.copyOf(removed);
        added = List.copyOf(added);
    }

    /** Both are lines of {@link SurveyForm}; no lines for nothing. */
    public static SurveyDelta between(Collection<String> before, Collection<String> after) {
        Set<String> was = new TreeSet<>(before);
        Set<String> is = new TreeSet<>(after);
        List<String> removed = was.stream().filter(line -> !is.contains(line)).toList();
        List<String> added = is.stream().filter(line -> !was.contains(line)).toList();
        return new SurveyDelta(SurveyForm.digest(List.copyOf(was)), SurveyForm.digest(List.copyOf(is)), removed, added);
    }

    public boolean isWhole() {
        return from.equals(NOTHING);
    }

    /**
     * The lines that come out; empty if it is no delta of these, so that the whole has to be asked for.
     *
     * @param before in any order
     */
    public Optional<List<String>> apply(Collection<String> before) {
        TreeSet<String> lines = new TreeSet<>(before);
        if (!SurveyForm.digest(List.copyOf(lines)).equals(from) || !lines.containsAll(removed)) {
            return Optional.empty();
        }
        removed.forEach(lines::remove);
        lines.addAll(added);
        List<String> after = new ArrayList<>(lines);
        return SurveyForm.digest(after).equals(to) ? Optional.of(after) : Optional.empty();
    }

    public byte[] bytes() {
        return Json.object(json -> {
            json.writeStringProperty("from", from.hex());
            json.writeStringProperty("to", to.hex());
            Json.texts(json, "removed", removed);
            Json.texts(json, "added", added);
        });
    }

    /** @throws LinkException if these are not the bytes of one */
    public static SurveyDelta of(byte[] bytes) throws LinkException {
        JsonObject json = JsonObject.parse(bytes, MOST_LINES).only("from", "to", "removed", "added");
        return new SurveyDelta(json.octets("from"), json.octets("to"), json.texts("removed"), json.texts("added"));
    }
}
