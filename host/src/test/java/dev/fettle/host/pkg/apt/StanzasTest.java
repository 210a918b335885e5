package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.inventory.Origin;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StanzasTest {
    private static final byte[] VERSION = Stanzas.key("Version");

    @Test
    void fields_are_found_whatever_their_order_and_case() throws Exception {
        Stanzas stanzas = of("\n\nversion: 1\nPACKAGE:  first \n continued\n\n\nPackage: second\nVersion:2\n");
        assertThat(stanzas.next()).isTrue();
        assertThat(stanzas.name()).isEqualTo("first");
        assertThat(stanzas.field(VERSION)).isEqualTo("1");
        assertThat(stanzas.next()).isTrue();
        assertThat(stanzas.name()).isEqualTo("second");
        assertThat(stanzas.field(VERSION)).isEqualTo("2");
        assertThat(stanzas.field(Stanzas.key("Absent"))).isNull();
        assertThat(stanzas.next()).isFalse();
    }

    @Test
    void stanzas_are_the_same_however_the_stream_is_cut() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            text.append("Package: p")
                    .append(i)
                    .append("\nVersion: ")
                    .append(i)
                    .append("\nDescription: ")
                    .append("d".repeat(i % 300))
                    .append("\n\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        for (int size : new int[] {1, 7, 4096, 1 << 20}) {
            Stanzas stanzas = new Stanzas(trickle(bytes, size), "here");
            int count = 0;
            while (stanzas.next()) {
                assertThat(stanzas.name()).isEqualTo("p" + count);
                assertThat(stanzas.field(VERSION)).isEqualTo(Integer.toString(count));
                count++;
            }
            assertThat(count).isEqualTo(3_000);
        }
    }

    @Test
    void a_paragraph_without_end_is_refused() {
        Stanzas stanzas = of("Package: x\n" + " y\n".repeat(2_000_000));
        assertThatThrownBy(stanzas::next).isInstanceOf(HostException.class).hasMessageContaining("4 MiB");
    }

    @Test
    void what_is_no_entry_becomes_a_problem() throws Exception {
        Problems problems = new Problems();
        Stanzas stanzas = of("""
                Package: aa
                Version: 1 2
                Architecture: all

                Package: aa
                Version: 1
                Architecture: all
                Size: many
                Source: \u001b[31mred
                Phased-Update-Percentage: 101
                """);
        IndexEntryReader reader = new IndexEntryReader("index", problems);
        assertThat(stanzas.next()).isTrue();
        assertThat(reader.read(stanzas, "aa", ORIGIN)).isNull();
        assertThat(stanzas.next()).isTrue();
        IndexEntry entry = reader.read(stanzas, "aa", ORIGIN);
        assertThat(entry).isNotNull();
        assertThat(entry.source().name()).isEqualTo("aa");
        assertThat(entry.download()).isNull();
        assertThat(entry.phased()).isEqualTo(100);
        assertThat(problems.list())
                .extracting(problem -> problem.text())
                .containsExactly("1 2", "\u001b[31mred", "many", "101");
    }

    @Test
    void sources_and_rebuilds_are_told_apart() throws Exception {
        assertThat(entry("Version: 1.2-3+b4\nArchitecture: amd64\nSize: 1").source())
                .hasToString("aa 1.2-3");
        assertThat(entry("Version: 4:12-3\nArchitecture: amd64\nSize: 1\nSource: gcc-defaults (1.203)")
                        .source())
                .hasToString("gcc-defaults 1.203");
        assertThat(entry("Version: 1\nArchitecture: amd64\nSize: 1\nSource: glibc")
                        .source())
                .hasToString("glibc 1");
        assertThat(entry("Version: 1:+5\nArchitecture: amd64\nSize: 1\nSource: linux-signed-amd64")
                        .source())
                .hasToString("linux-signed-amd64 1:+5");
    }

    @Test
    void damaged_indexes_never_break_the_reader() {
        byte[] good = ("Package: aa\nSource: bb (1:2-3)\nVersion: 1.0-1\nArchitecture: amd64\nSize: 12\nSHA256: "
                        + "ab".repeat(32) + "\nPhased-Update-Percentage: 10\nDescription: x\n y\n\n")
                .repeat(20)
                .getBytes(StandardCharsets.UTF_8);
        long seed = 20_261_120L;
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length));
            for (int flips = random.nextInt(20); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                readAll(bytes);
            } catch (HostException | IOException allowed) {
                assertThat(allowed).as("seed %d round %d", seed, round).isInstanceOf(HostException.class);
            }
        }
    }

    private static final Origin ORIGIN = new Origin("Debian", "Debian", "stable", "bookworm", "");

    private static List<IndexEntry> readAll(byte[] bytes) throws HostException, IOException {
        Problems problems = new Problems();
        Stanzas stanzas = new Stanzas(new ByteArrayInputStream(bytes), "fuzz");
        IndexEntryReader reader = new IndexEntryReader("fuzz", problems);
        List<IndexEntry> entries = new ArrayList<>();
        while (stanzas.next()) {
            String name = stanzas.name();
            IndexEntry entry = name == null ? null : reader.read(stanzas, name, ORIGIN);
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static IndexEntry entry(String fields) throws HostException, IOException {
        return readAll(("Package: aa\n" + fields + "\n").getBytes(StandardCharsets.UTF_8))
                .getFirst();
    }

    private static Stanzas of(String text) {
        return new Stanzas(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "here");
    }

    private static InputStream trickle(byte[] bytes, int size) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, size));
            }
        };
    }
}
