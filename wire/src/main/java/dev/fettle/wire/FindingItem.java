package dev.fettle.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on one vulnerability in one source package of a host.
 *
 * @param id the vulnerability and the source package, {@code CVE-2026-1 openssl}
 * @param source the source package
 * @param version of the source package
 * @param verdict {@code fixable}, {@code unfixed}, {@code not_affected} or {@code unknown}
 * @param fixed the first source version that is mended; null unless fixable
 * @param way {@code patch}, {@code restart} or {@code reboot}, what brings the fix into effect; null unless fixable
 * @param because why it is not affected or not known; null otherwise
 * @param open whether it counts as open
 * @param tier {@code exploited}, {@code likely}, {@code severe}, {@code unrated}, {@code moderate} or {@code unimportant}
 * @param risk likelihood × impact, 0 to 1
 * @param cvss the base score, 0 to 10; null if no source rates it
 * @param epss the probability of exploitation within 30 days, 0 to 1; null if it has no score
 * @param exploited whether CISA lists it as exploited
 * @param urgency the vendor's rating in the vendor's word; may be empty
 */
public record FindingItem(
        String id,
        String vulnerability,
        String source,
        String version,
        String verdict,
        @Nullable String fixed,
        @Nullable String way,
        @Nullable String because,
        boolean open,
        String tier,
        double risk,
        @Nullable Double cvss,
        @Nullable Double epss,
        boolean exploited,
        String urgency,
        List<EvidenceItem> evidence) {
    /**
     * One thing that the verdict rests on.
     *
     * @param kind {@code record}, {@code advisory}, {@code changelog} or {@code rule}
     * @param by the record's id or the changelog's entry
     * @param range as the record gives it; may be empty
     * @param says one sentence
     */
    public record EvidenceItem(String kind, String by, String range, String says) {}
}
