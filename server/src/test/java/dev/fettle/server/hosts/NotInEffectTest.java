package dev.fettle.server.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Until;
import dev.fettle.server.Visitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A library that is patched under a service, from the patch to the restart: through the whole server. */
final class NotInEffectTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Instant PATCHED = Instant.parse("2026-11-20T12:00:00Z");
    private static final DebVersion OLD = new DebVersion("3.0.15-1");
    private static final DebVersion NEW = new DebVersion("3.0.17-1");

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor ada;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(folder.resolve("feeds"));
        Files.writeString(folder.resolve("feeds/CVE-2099-1.json"), """
                {"schema_version": "1.6.0", "id": "CVE-2099-1", "modified": "2099-02-01T10:00:00Z",
                 "published": "2099-01-15T00:00:00Z", "details": "Made by hand for Fettle; no real vulnerability.",
                 "affected": [{"package": {"ecosystem": "Debian:12", "name": "openssl"},
                   "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.0.17-1"}]}]}]}
                """);
        server = RunningServer.start(folder, Map.of());
        server.add("ada", List.of(new Grant(Role.ADMINISTRATOR, Scope.everything())));
        ada = server.visitor();
        ada.signIn("ada", RunningServer.PASSWORD);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HostId look(String name, Instant at, DebVersion installed, StaleBuild... stale) {
        List<InstalledPackage> packages = List.of(new InstalledPackage(
                "libssl3", "amd64", installed, new SourceBuild("openssl", installed), List.of(), false, false));
        return server.bean(RecordLook.class)
                .record(
                        new MachineId(name),
                        at,
                        new Inventory(
                                name,
                                new Platform("debian", "12"),
                                "Debian 12",
                                packages,
                                Inventory.kernelsOf(packages, null),
                                new Inventory.Reboot.NotRequired(),
                                List.of(stale),
                                0,
                                List.of()),
                        new PendingLook(PendingChanges.none(), null, Map.of(), List.of(), Map.of()));
    }

    private static String body(String path) {
        try {
            Visitor.Answer answer = ada.get(path);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            return answer.body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(String path) {
        return JSON.readTree(body(path));
    }

    private static List<String> ways(HostId host) {
        return json("/api/v1/hosts/" + host + "/findings")
                .get("items")
                .valueStream()
                .map(each -> each.get("vulnerability").asString() + " "
                        + each.get("way").asString())
                .toList();
    }

    @Test
    void a_patched_library_counts_when_its_service_is_restarted() {
        HostId host = look("web-1", PATCHED.minusSeconds(600), OLD);
        assertThat(Until.holds(() -> ways(host).equals(List.of("CVE-2099-1 patch"))))
                .isTrue();

        look("web-1", PATCHED, NEW, runBy("nginx.service"));

        assertThat(ways(host)).containsExactly("CVE-2099-1 restart");
        JsonNode detail = json("/api/v1/hosts/" + host).get("notInEffect");
        assertThat(detail).hasSize(1);
        assertThat(detail.get(0).get("version").asString()).isEqualTo("3.0.15-1");
        assertThat(detail.get(0).get("installed").asString()).isEqualTo("3.0.17-1");
        assertThat(detail.get(0).get("since").asString()).isEqualTo(PATCHED.toString());
        assertThat(detail.get(0).get("todo").asString()).isEqualTo("Restart nginx.service.");
        assertThat(body("/hosts/" + host + "/effect")).contains("3.0.15-1", "3.0.17-1", "Restart nginx.service.");
        assertThat(body("/hosts/" + host + "/findings")).contains("Fixed on disk, not in effect");
        assertThat(body("/hosts/" + host + "/history")).contains("Still runs");
        assertThat(json("/api/v1/hosts?filter=runsReplaced==true;name==web-1").get("items"))
                .hasSize(1);
        assertThat(Until.holds(() -> body("/hosts?state=restart").contains("web-1")))
                .isTrue();
        assertThat(body("/vulnerabilities/CVE-2099-1"))
                .contains("openssl 3.0.15-1 (running)", "fixed on disk and not in effect");
        assertThat(json("/api/v1/vulnerabilities/CVE-2099-1").get("places").valueStream())
                .anySatisfy(place -> assertThat(place.get("way").asString()).isEqualTo("restart"));

        look("web-1", PATCHED.plusSeconds(600), NEW);

        assertThat(ways(host)).isEmpty();
        assertThat(body("/hosts/" + host + "/effect")).contains("nothing that runs replaced files");
        assertThat(body("/hosts/" + host + "/history")).contains("Runs no more");
        assertThat(Until.holds(() -> !body("/hosts?state=restart").contains("web-1")))
                .isTrue();
    }

    @Test
    void where_only_the_first_process_runs_the_old_build_a_reboot_is_due() {
        HostId host = look("web-2", PATCHED, NEW, runBy(StaleBuild.INIT));

        assertThat(Until.holds(() -> ways(host).equals(List.of("CVE-2099-1 reboot"))))
                .isTrue();
        assertThat(Until.holds(() -> body("/hosts?state=reboot").contains("web-2")))
                .isTrue();
        assertThat(body("/hosts?state=restart")).doesNotContain("web-2");
    }

    @Test
    void a_build_of_which_nobody_knows_the_version_is_no_finding_and_yet_to_be_restarted() {
        HostId host =
                look("web-3", PATCHED, NEW, new StaleBuild("libssl3", "amd64", null, null, List.of("ssh.service")));

        assertThat(ways(host)).isEmpty();
        assertThat(body("/hosts/" + host + "/effect")).contains("Not known", "Restart ssh.service.");
        assertThat(Until.holds(() -> body("/hosts?state=restart").contains("web-3")))
                .isTrue();
        assertThat(Until.holds(
                        () -> json("/api/v1/overview").get("awaitingRestart").asInt() >= 1))
                .isTrue();
    }

    private static StaleBuild runBy(String user) {
        return new StaleBuild("libssl3", "amd64", OLD, new SourceBuild("openssl", OLD), List.of(user));
    }
}
