package dev.fettle.feeds.osv;

import dev.fettle.core.catalog.Severity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import us.springett.cvss.Cvss;
import us.springett.cvss.MalformedVectorException;

/** Base scores of CVSS vectors (2, 3.0, 3.1, 4.0) by the CVSS calculator of Steve Springett; each vector once. */
public final class CvssScores {
    private static final int MAX_VECTOR = 500;

    private final Map<String, Optional<Severity>> known = new HashMap<>();

    /** Empty if the text is no CVSS vector: a severity that is not known, never one of 0. */
    public Optional<Severity> of(String vector) {
        if (vector.length() > MAX_VECTOR) {
            return Optional.empty();
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
