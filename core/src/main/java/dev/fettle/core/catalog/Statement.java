package dev.fettle.core.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one record of one source says of one source package on one platform.
 *
 * @param record the record's own id, {@code DEBIAN-CVE-2025-1234} or {@code DSA-5865-1}
 * @param kind whether the record is about one vulnerability or an advisory that mends several
 * @param vulnerabilities the CVE ids it speaks of; the record's own id if it names none
 * @param ranges every range it gives; affected is who lies inside any of them
 * @param versions versions that it lists one by one as affected
 * @param urgency the vendor's own rating in the vendor's own word; empty if it gives none
 * @param modified when the record was last changed, ISO 8601 UTC; empty if it does not say
 * @param published when it was published, ISO 8601 UTC; empty if it does not say
 * @param withdrawn the source has taken the record back
 */
public record Statement(
        String record,
        Kind kind,
        List<String> vulnerabilities,
        String source,
        List<VersionRange> ranges,
        List<String> versions,
        String urgency,
        @Nullable Severity severity,
        String modified,
        String published,
        boolean withdrawn,
        FeedRef feed) {

    public enum Kind {
        VULNERABILITY,
        ADVISORY
    }

    /** The word by which Debian says that a vulnerability has no effect worth mending. */
    public static final String UNIMPORTANT = "unimportant";
}
