package dev.fettle.core.catalog;

import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.util.List;

/**
 * What the changelog in a candidate package says was mended since the installed version: evidence of a fix in this
 * source package, and of nothing else.
 *
 * @param candidate the source build whose changelog it is
 * @param since the installed source version; only newer entries were read
 * @param mentions the vulnerabilities named, oldest entry first
 * @param complete false if the changelog was cut before it reached {@code since}, so that older entries may be missing
 */
public record ChangelogClaim(SourceBuild candidate, DebVersion since, List<Mention> mentions, boolean complete) {

    /** @param version the version of the changelog entry */
    public record Mention(String vulnerability, DebVersion version) {}

    public ChangelogClaim {
        mentions = List.copyOf(mentions);
    }
}
