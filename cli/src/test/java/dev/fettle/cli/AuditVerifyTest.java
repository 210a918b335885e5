package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditChain;
import dev.fettle.core.audit.AuditEntry;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.ChainPart;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.trail.TrailWriter;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditVerifyTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path folder;

    private Path trail;
    private Path key;
    private Path checkpoints;

    @BeforeEach
    void write() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        VerificationKey open = VerificationKey.ofDer(Octets.of(pair.getPublic().getEncoded()));
        trail = folder.resolve("trail.jsonl");
        key = Files.writeString(folder.resolve("public.pem"), open.pem());
        Octets hash = AuditChain.START;
        try (OutputStream out = Files.newOutputStream(trail)) {
            TrailWriter writer = new TrailWriter(out, 1, hash);
            for (int number = 1; number <= 5; number++) {
                AuditEntry entry = new AuditEntry(
                        number,
                        NOON.plusSeconds(number),
                        Actor.server("a test"),
                        Deed.added("host.added", new AuditSubject("host", "1", "web-" + number), Map.of()),
                        Octets.of(new byte[AuditEntry.SALT_BYTES]));
                hash = AuditChain.next(hash, entry.digest());
                writer.write(new ChainPart.Told(entry, entry.digest(), hash));
            }
            Checkpoint checkpoint = Checkpoint.sign(5, hash, NOON, open, pair.getPrivate());
            writer.write(new ChainPart.Signed(checkpoint));
            writer.end();
            checkpoints =
                    Files.writeString(folder.resolve("checkpoints.jsonl"), TrailWriter.checkpoint(checkpoint) + "\n");
        }
    }

    private Cli.Result verify(String... more) {
        List<String> args = new ArrayList<>(List.of("audit", "verify", trail.toString(), "-q"));
        args.addAll(List.of(more));
        return new Cli(folder).run(args.toArray(String[]::new));
    }

    @Test
    void a_trail_as_it_was_written_is_good_and_a_changed_one_is_not() throws Exception {
        Cli.Result good = verify("--key", key.toString());
        assertThat(good.code()).as(good.err()).isZero();
        assertThat(good.out())
                .contains("Entries 1 to 5 are as they were written")
                .contains("only a checkpoint that was kept elsewhere");
        assertThat(verify("--key", key.toString(), "--checkpoint", checkpoints.toString())
                        .code())
                .isZero();

        Files.writeString(trail, Files.readString(trail).replace("web-3", "web-9"));
        Cli.Result bad = verify("--key", key.toString());
        assertThat(bad.code()).isEqualTo(2);
        assertThat(bad.out()).contains("Entry 3 was changed");
    }

    @Test
    void what_cannot_be_known_is_told_apart() throws Exception {
        List<String> lines = Files.readAllLines(trail);
        Files.write(
                trail, List.of(lines.getFirst(), lines.get(1), lines.getLast().replace("5", "1")));
        Cli.Result unsigned = verify("--key", key.toString());
        assertThat(unsigned.code()).isEqualTo(1);
        assertThat(unsigned.out()).contains("No checkpoint vouches for any of it");
        Cli.Result cut = verify("--key", key.toString(), "--checkpoint", checkpoints.toString());
        assertThat(cut.code()).isEqualTo(2);
        assertThat(cut.out()).contains("Entry 2 is the first that is missing");

        Files.writeString(trail, "hello\n");
        assertThat(verify("--key", key.toString()).code()).isEqualTo(1);
        Files.delete(trail);
        assertThat(verify("--key", key.toString()).err()).contains("it does not exist");
    }

    @Test
    void the_command_line_says_what_it_lacks() {
        assertThat(verify().code()).isEqualTo(64);
        assertThat(verify().err()).contains("--key");
        assertThat(verify("--key", trail.toString()).err()).contains("no block PUBLIC KEY");
        assertThat(new Cli(folder).run("audit", "verify", "--key", "x").err()).contains("Name one file");
        assertThat(new Cli(folder).run("audit", "verify", "--help").out())
                .contains("fettle audit verify [OPTION…] FILE");
    }
}
