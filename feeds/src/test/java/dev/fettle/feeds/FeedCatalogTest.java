package dev.fettle.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.catalog.Statement;
import dev.fettle.core.product.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several feeds together, and who may put words into the catalogue. */
class FeedCatalogTest {
    private static final Platform DEBIAN_12 = Platform.parse("debian:12");

    @TempDir
    private Path folder;

    private Path feed(String name, String modified, String affected, String more) throws IOException {
        Path feed = Files.createDirectories(folder.resolve(name));
        Files.writeString(feed.resolve("DEBIAN-CVE-2099-1.json"), """
                {"id":"DEBIAN-CVE-2099-1","modified":"%s","upstream":["CVE-2099-1"],%s"affected":[%s]}
                """.formatted(modified, more, affected));
        Files.writeString(feed.resolve("CVE-2099-9.json"), """
                {"id":"CVE-2099-9","modified":"2099-01-01T00:00:00Z","affected":[%s]}
                """.formatted(about("other")));
        return feed;
    }

    private static String about(String source) {
        return """
                {"package":{"ecosystem":"Debian:12","name":"%s"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"}]}]}
                """.formatted(source);
    }

    private List<Statement> statements(Path... feeds) {
        FeedStore store = new FeedStore(folder.resolve("cache"), InstantSource.system(), (_, _, _) -> {});
        return store.load(List.of(feeds).stream().map(Path::toString).toList())
                .catalog()
                .statements(DEBIAN_12, "foo");
    }

    @Test
    void a_younger_text_that_drops_the_package_takes_the_older_one_out_of_force() throws IOException {
        Path old = feed("old", "2099-01-01T00:00:00Z", about("foo"), "");
        Path dropped = feed("dropped", "2099-02-01T00:00:00Z", about("bar"), "");
        Path withdrawn = feed("withdrawn", "2099-02-01T00:00:00Z", "", "\"withdrawn\":\"2099-02-01T00:00:00Z\",");

        assertThat(statements(old)).hasSize(1);
        assertThat(statements(old, dropped)).isEmpty();
        assertThat(statements(dropped, old)).isEmpty();
        assertThat(statements(old, withdrawn)).isEmpty();
    }

    @Test
    void an_older_text_takes_nothing_out_of_force() throws IOException {
        Path young = feed("young", "2099-02-01T00:00:00Z", about("foo"), "");
        Path old = feed("old", "2099-01-01T00:00:00Z", about("bar"), "");

        assertThat(statements(young, old)).hasSize(1);
    }

    @Test
    void a_cache_with_a_link_in_it_is_neither_read_nor_written() throws IOException {
        Path victim = Files.createDirectories(folder.resolve("victim"));
        Path precious = Files.writeString(victim.resolve("precious"), "kept");
        Files.setLastModifiedTime(precious, FileTime.fromMillis(0));
        Path cache = Files.createDirectories(folder.resolve("cache"));
        Files.createSymbolicLink(cache.resolve("tmp"), victim);
        Files.createSymbolicLink(cache.resolve("tables"), victim);

        assertThat(statements(feed("feed", "2099-01-01T00:00:00Z", about("foo"), "")))
                .hasSize(1);

        try (var files = Files.list(victim)) {
            assertThat(files).containsExactly(precious);
        }
        assertThat(Files.exists(cache.resolve("sources"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    void a_cache_that_others_can_write_to_is_not_used() throws IOException {
        Path cache = Files.createDirectories(folder.resolve("cache"));
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));

        FeedStore store = new FeedStore(cache, InstantSource.system(), (_, _, _) -> {});
        FeedStore.Loaded loaded = store.load(
                List.of(feed("feed", "2099-01-01T00:00:00Z", about("foo"), "").toString()));

        assertThat(loaded.catalog().statements(DEBIAN_12, "foo")).hasSize(1);
        assertThat(loaded.warnings()).singleElement().asString().contains("XDG_CACHE_HOME");
    }

    @Test
    void no_scheme_in_any_case_lets_a_password_through() {
        FeedStore store = new FeedStore(folder.resolve("cache"), InstantSource.system(), (_, _, _) -> {});
        List<String> addresses = List.of(
                "HTTPS://u:s3cret@h.example.org/x",
                "ftp://u:s3cret@h.example.org/x",
                "HtTp://u:s3cret@h.example.org/x?token=s3cret");

        FeedStore.Loaded loaded = store.load(addresses);

        assertThat(loaded.states()).hasSize(3).allSatisfy(state -> {
            assertThat(state.status()).isEqualTo(FeedState.Status.FAILED);
            assertThat(state.toString()).doesNotContain("s3cret");
        });
    }
}
