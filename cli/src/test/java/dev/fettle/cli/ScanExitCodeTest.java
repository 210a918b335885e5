package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScanExitCodeTest {
    private static final Path FEEDS = Cli.CORPUS.resolve("feeds");
    private static final Path OSV = FEEDS.resolve("osv");
    private static final Path KEV = FEEDS.resolve("kev.json");

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void ownCache() {
        cli = new Cli(folder.resolve("cache"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "scna",
                "scan --fail-on sometimes",
                "scan --format xml",
                "scan --no-such-option",
                "scan surplus",
                "scan --packages list.tsv",
                "scan --platform debian:12",
                "scan --packages list.tsv --platform debian",
                "scan --packages list.tsv --platform DEBIAN:12",
                "scan --packages list.tsv --platform debian:12 --root /mnt",
                "scan --feeds",
                "scan --format json --format table",
                "scan --pack list.tsv",
            })
    void a_wrong_command_line_is_64_with_a_sentence_and_nothing_on_standard_output(String line) {
        Cli.Result result = cli.run(line.isEmpty() ? new String[0] : line.split(" ", -1));

        assertThat(result.code()).isEqualTo(64);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isNotBlank().doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "scan --help", "--version"})
    void help_is_no_failure(String line) {
        Cli.Result result = cli.run(line.split(" ", -1));

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("fettle");
    }

    @ParameterizedTest
    @CsvSource({"kev", "critical", "high", "KEV"})
    void fail_on_is_2_where_the_condition_holds(String condition) {
        Cli.Result result = cli.judge(FEEDS, "--fail-on", condition);

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).contains("EXPLOITED");
        assertThat(result.err()).contains("holds for");
    }

    @Test
    void fail_on_is_0_where_the_condition_does_not_hold() throws IOException {
        Path listing = folder.resolve("list.tsv");
        Files.writeString(
                listing,
                "name\tversion\tarch\tsource\tsource_version\nlogin\t1:4.13+dfsg1-1\tamd64\tshadow\t1:4.13+dfsg1-1\n");
        assertThat(cli.judge(listing, FEEDS, "--fail-on", "high").code()).isZero();
    }

    @Test
    void fail_on_kev_without_a_good_kev_feed_is_1_for_unknown_is_not_success() throws IOException {
        Path broken = folder.resolve("kev.json");
        Files.writeString(broken, Files.readString(KEV).substring(0, 300));

        assertThat(cli.judge(OSV, "--fail-on", "kev").code()).isEqualTo(1);
        assertThat(cli.judge(OSV, "--feeds", broken.toString(), "--fail-on", "kev")
                        .code())
                .isEqualTo(1);
        assertThat(cli.judge(OSV, "--feeds", folder.resolve("absent").toString(), "--fail-on", "kev")
                        .code())
                .isEqualTo(1);
        assertThat(cli.judge(OSV, "--fail-on", "kev").err()).contains("--fail-on kev cannot be told: no good KEV feed");
    }

    @Test
    void fail_on_without_anything_that_knows_vulnerabilities_is_1() {
        assertThat(cli.judge(KEV, "--fail-on", "kev").code()).isEqualTo(1);
        assertThat(cli.judge(KEV, "--fail-on", "critical").code()).isEqualTo(1);
    }

    @Test
    void a_kev_feed_that_went_bad_leaves_the_last_good_state_in_force() throws IOException {
        Path kev = folder.resolve("kev.json");
        Files.copy(KEV, kev);
        assertThat(cli.judge(OSV, "--feeds", kev.toString(), "--fail-on", "kev").code())
                .isEqualTo(2);
        Files.writeString(kev, Files.readString(KEV).substring(0, 300));

        Cli.Result result = cli.judge(OSV, "--feeds", kev.toString(), "--fail-on", "kev", "--format", "json");

        assertThat(result.code()).isEqualTo(2);
        assertThat(Document.of(result.out()).rows("errors", "message"))
                .anySatisfy(
                        message -> assertThat(message).contains("kev.json is cut", "last good state stays in force"));
    }

    @Test
    void a_feed_that_cannot_be_had_is_1_and_the_rest_is_done_all_the_same() {
        Cli.Result result =
                cli.judge(OSV, "--feeds", folder.resolve("absent.json").toString(), "--format", "json");

        assertThat(result.code()).isEqualTo(1);
        assertThat(Document.of(result.out()).findings()).isNotEmpty();
        assertThat(result.err()).contains("absent.json does not exist.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no header here\n", "name\tversion\n", "\u007fELF\u0000\u0001"})
    void a_listing_that_is_none_is_1_and_says_what_is_expected(String content) throws IOException {
        Path listing = folder.resolve("list.tsv");
        Files.writeString(listing, content);

        Cli.Result result = cli.run("scan", "--packages", listing.toString(), "--platform", "debian:12");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("list.tsv").endsWith(".\n").doesNotContain("Exception");
    }

    @Test
    void fail_on_is_1_where_packages_could_not_be_read() throws IOException {
        Path listing = folder.resolve("list.tsv");
        Files.writeString(listing, """
                name\tversion\tarch\tsource\tsource_version
                login\t1:4.13+dfsg1-1\tamd64\tshadow\t1:4.13+dfsg1-1
                sudo\tnot a version\tamd64\tsudo\tnot a version
                """);

        Cli.Result result = cli.judge(listing, FEEDS, "--fail-on", "kev");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("could not be read were left out: 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kev", "critical", "high"})
    void fail_on_is_2_for_what_is_known_also_where_other_packages_could_not_be_read(String condition)
            throws IOException {
        Path listing = folder.resolve("list.tsv");
        Files.writeString(listing, """
                name\tversion\tarch\tsource\tsource_version
                sudo\t1.9.13p3-1+deb12u1\tamd64\tsudo\t1.9.13p3-1+deb12u1
                bash\tnot a version\tamd64\tbash\tnot a version
                """);

        assertThat(cli.judge(listing, FEEDS, "--fail-on", condition).code()).isEqualTo(2);
    }

    @Test
    void a_listing_that_no_feed_speaks_of_is_1_for_nothing_was_judged() {
        Cli.Result result = cli.judge(KEV, "--format", "json");

        assertThat(result.code()).isEqualTo(1);
        assertThat(Document.of(result.out()).rows("errors", "message"))
                .anySatisfy(message -> assertThat(message).contains("No feed at hand speaks of debian:12"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--feeds", "--root", "--packages", "--platform"})
    void an_empty_value_is_64_and_never_the_current_folder(String option) {
        assertThat(cli.run("scan", option, "").code()).isEqualTo(64);
    }

    @Test
    void an_absent_root_is_1_with_a_sentence() {
        Cli.Result result = cli.run("scan", "--root", folder.resolve("nowhere").toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("nowhere");
    }

    @Test
    void a_cache_that_cannot_be_written_to_is_a_sentence_that_says_what_to_do() throws IOException {
        Path file = Files.writeString(folder.resolve("a-file"), "not a folder");

        Cli.Result result = new Cli(file).judge(FEEDS, "--format", "json");

        assertThat(result.err()).contains("XDG_CACHE_HOME").doesNotContain("Exception");
    }
}
