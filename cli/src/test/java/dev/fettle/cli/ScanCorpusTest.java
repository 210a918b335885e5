package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way from a listing and feeds to a report, on the corpus made by hand. */
class ScanCorpusTest {
    private static final Path FEEDS = Cli.CORPUS.resolve("feeds");

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void ownCache() {
        cli = new Cli(folder.resolve("cache"));
    }

    @Test
    void the_findings_are_exactly_the_expected_ones() throws IOException {
        List<String> expected = Files.readAllLines(Cli.CORPUS.resolve("expected.tsv"));

        Cli.Result result = cli.judge(FEEDS, "--format", "json");

        assertThat(result.code()).isZero();
        assertThat(Document.of(result.out()).findings())
                .containsExactlyInAnyOrderElementsOf(expected.subList(1, expected.size()));
    }

    @Test
    void the_document_keeps_to_its_published_schema() throws IOException {
        String schemaText = Files.readString(Path.of("..", "docs", "schema", "scan-1.schema.json"));
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schemaText, InputFormat.JSON);

        // Readers must bear new members; we must not write one that the schema does not tell.
        Schema strict = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                        schemaText.replace("\"additionalProperties\": true", "\"additionalProperties\": false"),
                        InputFormat.JSON);

        String document = cli.judge(FEEDS, "--format", "json", "--all").out();

        assertThat(schema.validate(document, InputFormat.JSON)).isEmpty();
        assertThat(strict.validate(document, InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(document.replace("\"fixable\"", "\"mendable\""), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void the_second_scan_finds_the_feeds_compiled_and_says_the_same() {
        Document first = Document.of(cli.judge(FEEDS, "--format", "json").out());
        Document second = Document.of(cli.judge(FEEDS, "--format", "json").out());

        assertThat(first.rows("feeds", "name", "status"))
                .containsExactly("epss.csv\tnew", "kev.json\tnew", "osv/*.json\tnew");
        assertThat(second.rows("feeds", "name", "status"))
                .containsExactly("epss.csv\tunchanged", "kev.json\tunchanged", "osv/*.json\tunchanged");
        assertThat(second.findings()).isEqualTo(first.findings());
        assertThat(second.root().get("patches")).isEqualTo(first.root().get("patches"));
    }

    @Test
    void exploited_comes_first_and_every_patch_has_its_sentence() {
        Document document = Document.of(cli.judge(FEEDS, "--format", "json").out());

        assertThat(document.rows("patches", "rank", "package", "tier"))
                .startsWith("1\tsudo\texploited", "2\tbsdutils\tlikely", "3\tmount\tlikely");
        assertThat(document.rows("patches", "reason"))
                .allSatisfy(reason -> assertThat(reason).matches("[A-Z].*\\."));
    }

    @Test
    void with_all_what_is_not_affected_is_listed_with_its_evidence() {
        Document document =
                Document.of(cli.judge(FEEDS, "--format", "json", "--all").out());

        assertThat(document.findings())
                .contains("zlib\t1:1.2.13.dfsg-1\tCVE-2099-0004\tnot_affected\t\tnot yet assigned")
                .contains("linux\t6.1.123-1\tCVE-2099-0006\tnot_affected\t\tnot yet assigned");
        assertThat(document.root().get("findings"))
                .allSatisfy(
                        finding -> assertThat(finding.get("evidence").size()).isPositive());
    }

    @Test
    void a_pipe_gets_plain_text_and_a_terminal_colour_unless_it_wants_none() {
        Terminal coloured = new Terminal(true, false, true, 100);
        Terminal noColour = new Terminal(true, false, false, 100);

        assertThat(cli.judge(FEEDS).out()).contains("EXPLOITED").doesNotContain("\u001b");
        assertThat(cli.judge(FEEDS, "--color", "always").out()).contains("\u001b[31mEXPLOITED");
        assertThat(cli.on(coloured).judge(FEEDS).out()).contains("\u001b[31mEXPLOITED");
        assertThat(cli.on(noColour).judge(FEEDS).out()).doesNotContain("\u001b");
    }

    @Test
    void no_line_of_the_table_is_wider_than_the_terminal_but_for_versions() {
        String table = cli.on(new Terminal(true, false, false, 70)).judge(FEEDS).out();

        assertThat(table.lines().filter(line -> line.startsWith("      ")))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(70));
    }

    @Test
    void progress_goes_to_standard_error_and_only_the_result_to_standard_output() {
        Cli.Result result = cli.run(
                "scan",
                "--packages",
                Cli.CORPUS.resolve("packages.tsv").toString(),
                "--platform",
                "debian:12",
                "--feeds",
                FEEDS.toString(),
                "--format",
                "json");

        assertThat(Document.of(result.out()).root().get("format").asString()).isEqualTo("fettle-scan/1");
    }

    @Test
    void hostile_text_from_a_feed_is_shown_and_not_obeyed() throws IOException {
        Path hostile = Files.createDirectories(folder.resolve("hostile"));
        Files.writeString(hostile.resolve("CVE-2099-6666.json"), """
                {"id":"CVE-2099-6666\\u001b[2J\\u202e","modified":"2099-01-01T00:00:00Z","affected":[{"package":
                {"ecosystem":"Debian:12","name":"bash"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},
                {"fixed":"9-1"}]}],"ecosystem_specific":{"urgency":"\\u001b]0;owned\\u0007"}}]}
                """);

        String table = cli.judge(hostile).out();
        String json = cli.judge(hostile, "--format", "json").out();

        assertThat(table).doesNotContain("\u001b").doesNotContain("\u202e");
        assertThat(json).doesNotContain("\u001b").doesNotContain("\u202e").doesNotContain("\u0007");
        assertThat(Document.of(json).rows("findings", "urgency")).containsExactly("\u001b]0;owned\u0007");
    }
}
