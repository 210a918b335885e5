package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.catalog.ChangelogClaim.Mention;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangelogParserTest {
    private final Problems problems = new Problems();

    @Test
    void only_entries_newer_than_the_installed_version_count_and_the_oldest_mention_is_kept() {
        ChangelogClaim claim = claim("curl", "1:7.3-1+deb12u2", "1:7.1-1", """
                curl (1:7.3-1+deb12u2) bookworm-security; urgency=high

                  * Again CVE-2026-0002, and CVE-2026-0003 (twice: CVE-2026-0003).

                 -- T <t@example.org>  Mon, 05 Jan 2026 00:00:00 +0000

                curl (1:7.2-1) unstable; urgency=medium

                  * Fix CVE-2026-0002.

                 -- T <t@example.org>  Mon, 05 Jan 2026 00:00:00 +0000

                curl (1:7.1-1) unstable; urgency=low

                  * Fix CVE-2020-0001.
                """);
        assertThat(claim.complete()).isTrue();
        assertThat(claim.mentions())
                .containsExactlyInAnyOrder(
                        mention("CVE-2026-0002", "1:7.2-1"), mention("CVE-2026-0003", "1:7.3-1+deb12u2"));
        assertThat(claim.mentions().getFirst().vulnerability()).isEqualTo("CVE-2026-0002");
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void a_changelog_cut_short_is_incomplete() {
        ChangelogClaim claim =
                claim("aa", "3", "1", "aa (3) s; urgency=low\n  * CVE-2026-1111\n# Older entries have been removed.\n");
        assertThat(claim.complete()).isFalse();
        assertThat(claim.mentions()).containsExactly(mention("CVE-2026-1111", "3"));
    }

    @Test
    void entries_of_another_source_are_not_counted() {
        ChangelogClaim claim = claim("aa", "3", "1", """
                aa (3) s; urgency=low
                  * x
                bb (2) s; urgency=low
                  * CVE-2026-1111
                aa (1) s; urgency=low
                """);
        assertThat(claim.mentions()).isEmpty();
        assertThat(claim.complete()).isTrue();
    }

    @Test
    void signed_kernels_are_compared_by_their_unsigned_versions() {
        ChangelogClaim claim = claim("linux", "6.1.124-1", "6.1.123-1", """
                linux-signed-amd64 (6.1.124+1) bookworm; urgency=medium
                  * Sign kernel; CVE-2026-2222
                linux-signed-amd64 (6.1.123+1) bookworm; urgency=medium
                  * CVE-2025-1111
                """);
        assertThat(claim.mentions()).containsExactly(mention("CVE-2026-2222", "6.1.124-1"));
        assertThat(claim.complete()).isTrue();
    }

    /** As openjdk-17 does: the rebuild for the release sorts before the original, which alone stays in the changelog. */
    @Test
    void what_the_installed_rebuild_was_made_of_is_installed() {
        ChangelogClaim claim = claim("jdk", "17.0.21+9-1~deb12u1", "17.0.15+6-1~deb12u1", """
                jdk (17.0.21+9-1~deb12u1) bookworm-security; urgency=high
                  * Rebuild
                jdk (17.0.21+9-1) unstable; urgency=high
                  * CVE-2026-5555
                jdk (17.0.15+6-1) unstable; urgency=high
                  * CVE-2025-21587
                """);
        assertThat(claim.mentions())
                .as("the version of the mention is one that this release can have")
                .containsExactly(mention("CVE-2026-5555", "17.0.21+9-1~deb12u1"));
        assertThat(claim.complete()).isTrue();
    }

    @Test
    void a_line_that_is_no_heading_is_quoted_and_harms_nothing() {
        ChangelogClaim claim = claim("aa", "3", "1", """
                aa (3) s; urgency=low
                  * CVE-2026-1111
                \u001b[2Jnot a heading
                  * CVE-2026-9999 belongs to nothing
                aa (2) s; urgency=low
                  * CVE-2026-2222
                aa (1) s; urgency=low
                old and unread
                """);
        assertThat(problems.list()).extracting(problem -> problem.text()).containsExactly("\u001b[2Jnot a heading");
        assertThat(claim.mentions()).containsExactly(mention("CVE-2026-2222", "2"), mention("CVE-2026-1111", "3"));
    }

    @Test
    void only_whole_ids_are_taken() {
        ChangelogClaim claim = claim("aa", "3", "1", """
                aa (3) s; urgency=low
                  * CVE-2026-123 CVE-26-1234 CVE-2026-12345678901234567890 CVE-2026x1234 cve CVE-
                  * (CVE-2026-12345,CVE-2026-1234567890123456789)
                """);
        assertThat(claim.mentions())
                .extracting(Mention::vulnerability)
                .containsExactlyInAnyOrder("CVE-2026-12345", "CVE-2026-1234567890123456789");
    }

    @Test
    void what_was_read_survives_in_the_cache_and_damage_is_seen(@TempDir Path directory) throws Exception {
        ChangelogCache cache = new ChangelogCache(directory);
        Changelog changelog =
                parse("aa (3) s; urgency=low\n  * CVE-2026-1111 CVE-2026-1112\nodd\raa\naa (1) s; urgency=low\n");
        cache.keep("cafe", changelog);
        assertThat(cache.find("cafe")).isPresent();
        assertThat(cache.find("cafe").get().lines())
                .hasSize(3)
                .contains(changelog.lines().getFirst());
        assertThat(cache.find("none")).isEmpty();
        Path file = directory.resolve("cafe");
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 5));
        assertThat(cache.find("cafe")).isEmpty();
    }

    @Test
    void damaged_changelogs_and_cache_files_never_break_a_reader(@TempDir Path directory) throws Exception {
        byte[] good = "aa (3) s; urgency=low\n  * CVE-2026-1111\n\n -- T <t@e>  date\n\naa (1) s; urgency=low\n"
                .repeat(5)
                .getBytes(StandardCharsets.UTF_8);
        ChangelogCache cache = new ChangelogCache(directory);
        long seed = 42;
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = good.clone();
            for (int flips = random.nextInt(30); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Changelog changelog = ChangelogParser.parse(bytes);
            if (round % 50 == 0) {
                cache.keep("f", changelog);
                assertThat(cache.find("f")).as("seed %d round %d", seed, round).isPresent();
                byte[] kept = Files.readAllBytes(directory.resolve("f"));
                kept[random.nextInt(kept.length)] ^= 0x55;
                Files.write(directory.resolve("f"), kept);
                readIgnoringRefusal(cache);
            }
        }
    }

    private static void readIgnoringRefusal(ChangelogCache cache) throws HostException {
        cache.find("f").ifPresent(changelog -> assertThat(changelog.lines()).isNotNull());
    }

    private ChangelogClaim claim(String source, String candidate, String since, String text) {
        SourceUpdate update =
                new SourceUpdate(new SourceBuild(source, new DebVersion(candidate)), new DebVersion(since), List.of());
        return parse(text).claim(update, problems);
    }

    private static Changelog parse(String text) {
        return ChangelogParser.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Mention mention(String id, String version) {
        return new Mention(id, new DebVersion(version));
    }
}
