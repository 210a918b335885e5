package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Debian 12 host of 437 packages against Debian's OSV records of 12 February 2025, where that data is at hand. */
class ScanRealHostTest {
    private static final Path DATA = Cli.sharedData();
    private static final Path OSV = DATA.resolve("1-distro/osv-debian-12-all.zip.gz");

    @TempDir
    private Path folder;

    private Path listing() throws IOException {
        assumeTrue(
                Files.exists(OSV),
                "The real feeds and hosts are not beside this checkout; the corpus made by hand has to do.");
        Path listing = folder.resolve("debian_12.tsv");
        try (ZipFile hosts = new ZipFile(DATA.resolve("6-hosts/vuls-hosts.zip").toFile());
                InputStream in = hosts.getInputStream(hosts.getEntry("lists/debian_12.tsv"))) {
            Files.copy(in, listing);
        }
        return listing;
    }

    private static List<String> expected() throws IOException {
        try (var lines = Files.lines(DATA.resolve("6-hosts/debian_12-expected-osv-2025-02-12.tsv"))) {
            return lines.filter(line -> line.contains("\tCVE-"))
                    .map(line -> line.split("\t", -1))
                    .map(row -> String.join("\t", row[0], row[1], row[2], row[3], row[4], row[5]))
                    .toList();
        }
    }

    @Test
    void every_verdict_equals_the_expected_one() throws IOException {
        Cli.Result result = new Cli(folder).judge(listing(), OSV, "--no-changelogs", "--format", "json");

        assertThat(result.code()).isZero();
        assertThat(Document.of(result.out()).findings()).containsExactlyInAnyOrderElementsOf(expected());
    }

    @Test
    void threat_feeds_and_younger_advisories_add_to_the_picture() throws IOException {
        Cli.Result result = new Cli(folder)
                .judge(
                        listing(),
                        OSV,
                        "--feeds",
                        DATA.resolve("1-distro/osv-debian-12-dsa-derived-2025-02_2025-09.zip")
                                .toString(),
                        "--feeds",
                        DATA.resolve("2-threat").toString(),
                        "--format",
                        "json",
                        "--fail-on",
                        "kev");

        Document document = Document.of(result.out());
        assertThat(result.code()).isEqualTo(2);
        assertThat(document.findings()).hasSizeGreaterThan(779);
        assertThat(document.root().get("patches").get(0).get("tier").asString()).isEqualTo("exploited");
    }
}
