package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.server.database.DatabaseException;
import dev.fettle.server.database.Login;
import dev.fettle.server.database.OnlyServer;
import dev.fettle.server.postgres.EmbeddedPostgres;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.SettingsReader;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose external database ends under it. */
final class DatabaseGoneTest {
    @TempDir
    Path folder;

    private static HttpResponse<String> get(HttpClient client, String address) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Settings settings(EmbeddedPostgres external) throws Exception {
        String url = external.jdbcUrl()
                .replace(
                        "jdbc:postgresql://",
                        "postgresql://" + external.ownerUser() + ":" + external.ownerPassword() + "@");
        SettingsReader.Outcome outcome = SettingsReader.ofThisProcess()
                .read(
                        Map.of(
                                "data",
                                folder.resolve("data").toString(),
                                "listen",
                                "127.0.0.1:0",
                                "scan.this-machine",
                                "false",
                                "feeds.sources",
                                Files.createDirectories(folder.resolve("feeds")).toString()),
                        Map.of("FETTLE_DATABASE_URL", url));
        return ((SettingsReader.Outcome.Read) outcome).settings();
    }

    @Test
    void every_page_says_so_and_the_server_itself_still_lives() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        try (EmbeddedPostgres external = EmbeddedPostgres.start(folder.resolve("external"), _ -> {});
                Server server = Server.start(settings(external), Clock.systemUTC(), _ -> {})) {
            assertThat(get(client, server.address() + "/welcome").statusCode()).isEqualTo(200);

            ProcessHandle.of(external.pid()).orElseThrow().destroyForcibly();

            HttpRequest withSession = HttpRequest.newBuilder(URI.create(server.address() + "/feeds"))
                    .header("Cookie", "fettle=bm8tc3VjaC1zZXNzaW9u")
                    .build();
            HttpResponse<String> page = client.send(withSession, HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(page.body()).contains("The database does not answer", "Nothing was changed");
            assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
            assertThat(get(client, server.address() + "/health/liveness").body())
                    .isEqualTo("{\"status\":\"UP\"}");
            assertThat(get(client, server.address() + "/health/readiness").statusCode())
                    .isEqualTo(503);
        }
    }

    @Test
    void a_second_server_in_one_database_is_refused() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        Login owner = new Login(database.url(), database.user(), database.password());
        try (OnlyServer first = OnlyServer.of(owner, Clock.systemUTC())) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> OnlyServer.of(owner, Clock.systemUTC()))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("Another Fettle server works in");
        }
        try (OnlyServer again = OnlyServer.of(owner, Clock.systemUTC())) {
            assertThat(again).isNotNull();
        }
        database.drop();
    }
}
