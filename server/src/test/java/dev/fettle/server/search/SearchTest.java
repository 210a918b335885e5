package dev.fettle.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Until;
import dev.fettle.server.Visitor;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.hosts.PendingLook;
import dev.fettle.server.hosts.RecordLook;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the box finds, in which order, and for whom. */
final class SearchTest {
    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor ada;
    private static Visitor olga;

    @BeforeAll
    static void start() throws Exception {
        Path feeds = Files.createDirectories(folder.resolve("osv"));
        vulnerability(feeds, "CVE-2099-1234", "web");
        vulnerability(feeds, "CVE-2099-12345", "web");
        vulnerability(feeds, "CVE-2098-2099", "libdb");
        Path exploited = Files.createDirectories(folder.resolve("kev"));
        Files.writeString(exploited.resolve("kev.json"), """
                {"title":"t","catalogVersion":"1","dateReleased":"2026-11-01T00:00:00Z","count":1,"vulnerabilities":[
                {"cveID":"CVE-2021-44228","vendorProject":"a","product":"b","vulnerabilityName":"c",
                "dateAdded":"2021-12-10","shortDescription":"d","requiredAction":"e","dueDate":"2021-12-24",
                "knownRansomwareCampaignUse":"Known","notes":"","cwes":[]}]}""");
        server = RunningServer.start(folder, Map.of("feeds.sources", feeds + " " + exploited));
        server.add("ada", List.of(new Grant(Role.ADMINISTRATOR, Scope.everything())));
        server.add(
                "olga",
                List.of(new Grant(
                        Role.VIEWER, new Scope.Groups(Set.of(new HostGroup(HostGroup.Kind.TAG, "databases"))))));
        add("web", "", "web", "webd");
        add("web-1", "", "libweb");
        add("my-web", "", "web");
        add("db-1", "databases", "libdb");
        ada = server.visitor();
        ada.signIn("ada", RunningServer.PASSWORD);
        olga = server.visitor();
        olga.signIn("olga", RunningServer.PASSWORD);
        assertThat(Until.holds(() -> told(ada, "db-1").equals(List.of("Host db-1"))
                        && told(ada, "CVE-2098").equals(List.of("Vulnerability CVE-2098-2099"))))
                .isTrue();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void vulnerability(Path feeds, String id, String source) throws IOException {
        Files.writeString(feeds.resolve(id + ".json"), """
                {"schema_version":"1.6.0","id":"%s","modified":"2026-11-01T00:00:00Z","published":"2026-11-01T00:00:00Z",
                "affected":[{"package":{"ecosystem":"Debian:12","name":"%s"},
                "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"}]}]}]}""".formatted(id, source));
    }

    private static void add(String name, String tag, String... sources) {
        DebVersion version = new DebVersion("1.0-1");
        List<InstalledPackage> packages = java.util.Arrays.stream(sources)
                .map(each -> new InstalledPackage(
                        each, "amd64", version, new SourceBuild(each, version), List.of(), false, false))
                .toList();
        HostId id = server.bean(RecordLook.class)
                .record(
                        new MachineId(name),
                        Instant.now(),
                        Inventory.ofListing(name, new Platform("debian", "12"), packages, 0, List.of()),
                        new PendingLook(PendingChanges.none(), null, Map.of(), List.of(), Map.of()));
        server.jdbc()
                .sql("update host set tags = string_to_array(?, ','), changed = pg_current_xact_id() where id = ?")
                .params(tag, id.value())
                .update();
    }

    /** {@code Host web-1}, in the order shown. */
    private static List<String> told(Visitor who, String typed) {
        try {
            Visitor.Answer answer = who.get("/search/some?find=" + URLEncoder.encode(typed, StandardCharsets.UTF_8));
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            return Jsoup.parse(answer.body()).select("[data-address]").stream()
                    .map(each -> each.selectFirst(".kind").text() + " "
                            + each.selectFirst("bdi").text())
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void what_is_called_just_so_comes_before_what_begins_so_and_that_before_the_rest_whatever_it_is() {
        assertThat(told(ada, "web"))
                .containsExactly(
                        "Host web", "Package web", "Host web-1", "Package webd", "Host my-web", "Package libweb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"WEB", "  web ", "Web"})
    void case_and_blanks_at_the_ends_do_not_matter(String typed) {
        assertThat(told(ada, typed)).startsWith("Host web", "Package web");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CVE-2099-1234|Vulnerability CVE-2099-1234,Vulnerability CVE-2099-12345",
                "cve-2099-12345|Vulnerability CVE-2099-12345",
                "2099-1|Vulnerability CVE-2099-1234,Vulnerability CVE-2099-12345",
                "cve-2099-9999|",
            })
    void a_vulnerability_is_found_by_its_id_or_a_part_of_it(String typed, String found) {
        assertThat(String.join(",", told(ada, typed))).isEqualTo(found == null ? "" : found);
    }

    @Test
    void that_an_exploited_vulnerability_is_open_nowhere_is_an_answer_too() throws Exception {
        assertThat(told(ada, "cve-2021-44228")).containsExactly("Vulnerability CVE-2021-44228");
        assertThat(ada.get("/search/some?find=cve-2021-44228").body()).contains("open on none of these hosts");
        assertThat(ada.get("/vulnerabilities/CVE-2021-44228").status()).isEqualTo(200);
    }

    @Test
    void who_sees_some_hosts_finds_nothing_that_only_others_have() {
        assertThat(told(olga, "web")).isEmpty();
        assertThat(told(olga, "cve")).containsExactly("Vulnerability CVE-2098-2099");
        assertThat(told(olga, "CVE-2099-1234")).isEmpty();
        assertThat(told(olga, "db")).containsExactly("Host db-1", "Package libdb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", "olga", "databases", "%", "*", ".*", "_", "\\", "<script>", "' or '1'='1"})
    void neither_people_nor_patterns_are_found(String typed) {
        assertThat(told(ada, typed)).isEmpty();
    }

    @Test
    void nothing_typed_finds_nothing_and_so_does_more_than_any_name() throws Exception {
        assertThat(told(ada, " ")).isEmpty();
        assertThat(told(ada, "w".repeat(5_000))).isEmpty();
        assertThat(ada.get("/search?find=web").body()).contains("6 names");
    }
}
