package dev.fettle.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fettle.core.product.Platform;
import dev.fettle.feeds.FeedState.Status;
import dev.fettle.feeds.FeedStore.Loaded;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was taken in is put in force again without a look at where it came from. */
final class LastGoodTest {
    private static final Instant NOW = Instant.parse("2099-03-01T00:00:00Z");
    private static final Platform BOOKWORM = new Platform("debian", "12");

    @TempDir
    Path folder;

    @TempDir
    Path cache;

    @Test
    void what_was_taken_in_is_in_force_although_its_files_are_gone() throws IOException {
        Path osv = Files.write(folder.resolve("all.zip"), Packed.zip(Corpus.osv()));
        Path kev = Files.write(folder.resolve("kev.json"), Corpus.text("kev.json"));
        List<String> locations = List.of(osv.toString(), kev.toString());
        Loaded taken = store().load(locations);
        Files.delete(osv);
        Files.writeString(kev, "now it is something else");

        Loaded known = store().lastGood(locations);

        assertThat(known.states())
                .extracting(FeedState::name, FeedState::kind, FeedState::status, FeedState::message)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("all.zip", "osv", Status.UNCHANGED, ""),
                        org.assertj.core.groups.Tuple.tuple("kev.json", "kev", Status.UNCHANGED, ""));
        assertThat(known.states()).allMatch(FeedState::good);
        assertThat(known.warnings()).isEqualTo(taken.warnings());
        assertThat(known.catalog().statements(BOOKWORM, "openssl"))
                .isEqualTo(taken.catalog().statements(BOOKWORM, "openssl"))
                .isNotEmpty();
        assertThat(known.catalog().exploitation("CVE-2099-0018")).isPresent();
    }

    @Test
    void of_a_folder_all_that_was_taken_in_from_below_it_is_in_force_also_through_a_link() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("feeds/deep"));
        Corpus.osv().forEach((name, record) -> write(deep.resolve(name), record));
        write(folder.resolve("feeds/kev.json"), Corpus.text("kev.json"));
        write(folder.resolve("feeds/notes.txt"), new byte[] {'x'});
        Path link = Files.createSymbolicLink(folder.resolve("current"), folder.resolve("feeds"));
        for (Path root : List.of(folder.resolve("feeds"), link)) {
            store().load(List.of(root.toString()));
        }
        rename(folder.resolve("feeds"), folder.resolve("elsewhere"));
        for (Path root : List.of(folder.resolve("feeds"), link)) {
            Loaded known = store().lastGood(List.of(root.toString()));
            assertThat(known.states())
                    .as("%s", root)
                    .extracting(FeedState::name)
                    .containsExactly("deep/*.json", "kev.json");
            assertThat(known.states()).allMatch(state -> state.status() == Status.UNCHANGED);
        }
    }

    @Test
    void what_was_taken_out_of_a_folder_is_not_in_force_again() throws IOException {
        write(folder.resolve("kev.json"), Corpus.text("kev.json"));
        write(folder.resolve("epss.csv"), Corpus.text("epss.csv"));
        store().load(List.of(folder.toString()));
        Files.delete(folder.resolve("epss.csv"));
        store().load(List.of(folder.toString()));

        assertThat(store().lastGood(List.of(folder.toString())).states())
                .extracting(FeedState::name)
                .containsExactly("kev.json");
    }

    @Test
    void what_was_never_taken_in_says_so_and_is_not_looked_for() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            throw new AssertionError("nobody asks");
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/all.zip?token=s3cret";
            Path there = Files.write(folder.resolve("kev.json"), Corpus.text("kev.json"));
            Loaded known = store().lastGood(List.of(address, there.toString(), folder.toString()));
            assertThat(known.states())
                    .hasSize(3)
                    .allMatch(state -> state.status() == Status.NEVER && !state.good())
                    .allMatch(state -> state.message().endsWith("has not been taken in yet. Refresh it."));
            assertThat(known.states().getFirst().name()).isEqualTo("all.zip");
            assertThat(known.toString()).doesNotContain("s3cret");
            assertThat(known.catalog().knowsExploitation()).isFalse();
        } finally {
            server.stop(0);
        }
        try (Stream<Path> made = Files.list(cache)) {
            assertThat(made).as("nothing is written either").isEmpty();
        }
    }

    @Test
    void an_unusable_location_has_failed() {
        assertThat(store().lastGood(List.of("a\0b", "ftp://host/x")).states())
                .hasSize(2)
                .allMatch(state -> state.status() == Status.FAILED);
    }

    @Test
    void a_damaged_table_has_failed_and_the_others_are_in_force() throws IOException {
        Path kev = Files.write(folder.resolve("kev.json"), Corpus.text("kev.json"));
        Path epss = Files.write(folder.resolve("epss.csv"), Corpus.text("epss.csv"));
        List<String> locations = List.of(kev.toString(), epss.toString());
        FeedState state = store().load(locations).states().getFirst();
        try (Stream<Path> tables = Files.list(cache.resolve("tables"))) {
            Path table = tables.filter(path -> path.toString().contains(state.sha256()))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(table);
            bytes[bytes.length / 2] ^= 1;
            Files.delete(table);
            Files.write(table, bytes);
        }

        Loaded known = store().lastGood(locations);

        assertThat(known.states()).extracting(FeedState::status).containsExactly(Status.FAILED, Status.UNCHANGED);
        assertThat(known.states().getFirst().message())
                .startsWith("What was taken in from " + kev + " cannot be read any more; refresh it.")
                .endsWith("is damaged or of another version of Fettle.")
                .doesNotContain("Exception");
        assertThat(known.catalog().knowsPrediction()).isTrue();
        assertThat(known.catalog().knowsExploitation()).isFalse();
    }

    private FeedStore store() {
        return new FeedStore(cache, () -> NOW, (_, _, _) -> {});
    }

    private static void rename(Path from, Path to) throws IOException {
        Files.move(from, to);
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
