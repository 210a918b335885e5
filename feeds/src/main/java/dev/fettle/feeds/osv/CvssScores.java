package dev.fettle.feeds.osv;

import dev.fettle.core.catalog.Severity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import us.springett.cvss.Cvss;
import us.springett.cvss.MalformedVectorException;

/** Base scores of CVSS vectors (2, 3.0, 3.1, 4.0) by the CVSS calculator of Steve Springett; each vector once. */
public final class CvssScores {
    private static final int MAX_VECTOR = 500;

    /** The calculator stumbles over some texts that are none, and passes over what stands behind a vector. */
    private static final Pattern VECTOR =
            Pattern.compile("(?:CVSS:\\d\\.\\d/)?[A-Za-z]{1,3}:[A-Za-z]{1,6}(?:/[A-Za-z]{1,3}:[A-Za-z]{1,6})*");

    /** All of Debian's records hold some thousand different ones; a hostile feed could hold any number. */
    private static final int MAX_KNOWN = 20_000;

    private final Map<String, Optional<Severity>> known = new HashMap<>();

    /** Empty if the text is no CVSS vector: a severity that is not known, never one of 0. */
    public Optional<Severity> of(String vector) {
        if (vector.length() > MAX_VECTOR || !VECTOR.matcher(vector).matches()) {
            return Optional.empty();
        }
        if (known.size() == MAX_KNOWN) {
            known.clear();
        }
        return known.computeIfAbsent(vector, CvssScores::calculate);
    }

    private static Optional<Severity> calculate(String vector) {
        try {
            Cvss cvss = Cvss.fromVector(vector);
            return cvss == null
                    ? Optional.empty()
                    : Optional.of(new Severity(vector, cvss.calculateScore().getBaseScore()));
        } catch (MalformedVectorException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
