package dev.fettle.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.server.SetClock;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.folder.DataFolder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What docs/audit.md says one can do by hand, done with its own commands on what a server has exported. */
final class AuditByHandTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "audit.md");
    private static final Pattern BY_HAND = Pattern.compile("### By hand\n(.*?)\n## ", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("(?:\n {4}[^\n]*)+");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    private final TestServerDatabase database = TestServerDatabase.fresh();
    private final SetClock clock = new SetClock(Instant.parse("2026-11-20T12:00:00.123456789Z"));
    private final List<String> blocks = new ArrayList<>();
    private List<JsonNode> lines = List.of();

    @BeforeEach
    void exportAndRead() throws Exception {
        for (String program : List.of("openssl", "xxd", "sha256sum")) {
            assumeTrue(
                    Files.isExecutable(Path.of("/usr/bin", program)),
                    program + " is not installed, so nothing can be done by hand: apt-get install openssl xxd.");
        }
        Matcher section = BY_HAND.matcher(Files.readString(DOCUMENT));
        assertThat(section.find()).isTrue();
        BLOCK.matcher(section.group(1)).results().forEach(each -> blocks.add(each.group()));
        assertThat(blocks).as("commands for a link, and for a checkpoint").hasSize(2);
        lines = export();
    }

    private List<JsonNode> export() throws Exception {
        Audit audit = TestAudit.in(database, clock);
        ChainStore chain = new ChainStore(database.jdbc());
        KeyFolder keys;
        try (DataFolder data = DataFolder.open(folder.resolve("data"))) {
            keys = KeyFolder.of(data);
        }
        SealingThread sealing =
                new SealingThread(new Sealer(chain, audit, keys, database.transactions(), clock), new SealBell());
        sealing.start();
        try {
            TransactionTemplate transaction = new TransactionTemplate(database.transactions());
            for (int number = 0; number < 5; number++) {
                Deed deed = Deed.of("host.described", new AuditSubject("host", "1", "web-" + number));
                transaction.executeWithoutResult(_ -> audit.append(TestAudit.SOMEBODY, deed));
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            new AuditExport(new TrailStore(database.jdbc(), chain), chain, sealing, database.transactions())
                    .write(out, new Selection.Everything(), AuditExport.Format.JSON_LINES);
            VerificationKey key = keys.trusted().getFirst();
            Files.writeString(folder.resolve("public.pem"), key.pem());
            return out.toString(StandardCharsets.US_ASCII)
                    .lines()
                    .map(JSON::readTree)
                    .toList();
        } finally {
            sealing.stop();
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    private record Shown(int code, List<String> lines) {}

    /** In a shell that stops at the first command that fails. */
    private Shown run(String commands, Map<String, String> variables) throws Exception {
        ProcessBuilder shell = new ProcessBuilder("bash", "-euc", "set -o pipefail\n" + commands)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        shell.environment().putAll(variables);
        Process process = shell.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Shown(process.exitValue(), out.lines().toList());
    }

    private List<JsonNode> all(String member) {
        return lines.stream()
                .filter(line -> line.has(member))
                .map(line -> member.equals("checkpoint") ? line.get(member) : line)
                .toList();
    }

    @Test
    void each_link_of_the_chain_is_what_the_commands_say_and_another_digest_is_seen() throws Exception {
        String before = lines.getFirst().get("before").asString();
        List<JsonNode> entries = all("entry");
        assertThat(entries).hasSizeGreaterThanOrEqualTo(5);
        for (JsonNode entry : entries) {
            String digest = entry.get("digest").asString();
            String hash = entry.get("hash").asString();
            assertThat(link(before, digest)).isEqualTo(hash);
            assertThat(link(before, otherwise(digest))).isNotEqualTo(hash);
            before = hash;
        }
        assertThat(all("checkpoint").getLast().get("hash").asString()).isEqualTo(before);
    }

    private String link(String before, String digest) throws Exception {
        Shown shown = run(blocks.getFirst(), Map.of("hash_before", before, "digest", digest));
        assertThat(shown.code()).isZero();
        return shown.lines().getFirst().split(" ", 2)[0];
    }

    /** Another last digit. */
    private static String otherwise(String hex) {
        return hex.substring(0, hex.length() - 1) + (hex.endsWith("0") ? "1" : "0");
    }

    @Test
    void each_checkpoint_is_signed_by_the_key_and_nothing_in_it_can_be_changed() throws Exception {
        List<JsonNode> checkpoints = all("checkpoint");
        assertThat(checkpoints).isNotEmpty();
        for (JsonNode checkpoint : checkpoints) {
            Map<String, String> good = variables(checkpoint);
            Shown shown = run(blocks.getLast(), good);
            assertThat(shown.code()).as(shown.toString()).isZero();
            assertThat(shown.lines()).hasSize(2);
            assertThat(shown.lines().getFirst()).isEqualTo("Signature Verified Successfully");
            assertThat(shown.lines().getLast()).as("the id of the key").startsWith(good.get("key") + " ");
            for (String name : good.keySet()) {
                Map<String, String> tampered = new LinkedHashMap<>(good);
                tampered.computeIfPresent(name, (_, value) -> otherwise(value));
                Shown refused = run(blocks.getLast(), tampered);
                assertThat(refused.code()).as(name).isNotZero();
                assertThat(refused.lines()).as(name).doesNotContain("Signature Verified Successfully");
            }
        }
    }

    private static Map<String, String> variables(JsonNode checkpoint) {
        Instant at = Instant.parse(checkpoint.get("at").asString());
        return Map.of(
                "number", checkpoint.get("number").asString(),
                "hash", checkpoint.get("hash").asString(),
                "seconds", Long.toString(at.getEpochSecond()),
                "nanos", Integer.toString(at.getNano()),
                "key", checkpoint.get("key").asString(),
                "signature", checkpoint.get("signature").asString());
    }
}
