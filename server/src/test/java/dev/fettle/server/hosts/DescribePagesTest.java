package dev.fettle.server.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.product.Platform;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people say of hosts, of one or of many at once: through the whole server, with what becomes of it. */
final class DescribePagesTest {
    private static final HostGroup WEB = new HostGroup(HostGroup.Kind.TAG, "web");

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor ada;
    private static Visitor olga;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        server.add("ada", List.of(new Grant(Role.ADMINISTRATOR, Scope.everything())));
        server.add("olga", List.of(new Grant(Role.OPERATOR, new Scope.Groups(Set.of(WEB)))));
        ada = server.visitor();
        ada.signIn("ada", RunningServer.PASSWORD);
        olga = server.visitor();
        olga.signIn("olga", RunningServer.PASSWORD);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HostId add(String name, String... tags) {
        HostId id = server.bean(RecordLook.class)
                .record(
                        new MachineId(name),
                        Instant.parse("2026-11-20T12:00:00Z"),
                        Inventory.ofListing(name, new Platform("debian", "12"), List.of(), 0, List.of()),
                        new PendingLook(PendingChanges.none(), null, Map.of(), List.of(), Map.of()));
        server.jdbc()
                .sql("update host set tags = string_to_array(?, ',') where id = ?")
                .params(String.join(",", tags), id.value())
                .update();
        return id;
    }

    private static Host host(HostId id) {
        return server.bean(Hosts.class).find(id, Scope.everything()).orElseThrow();
    }

    private static Set<String> tags(HostId id) {
        return host(id).described().labels().tags();
    }

    private static int entries(HostId id) {
        return server.jdbc()
                .sql("select count(*) as entries from audit_entry where kind = 'host.described' and subject_id = ?")
                .param(id.toString())
                .query((row, _) -> row.getInt("entries"))
                .single();
    }

    private static String ids(HostId... ids) {
        return Arrays.stream(ids).map(id -> "id=" + id).collect(Collectors.joining("&"));
    }

    /** @param fields name and value by turns */
    private static Visitor.Answer describe(Visitor who, String ids, String... fields) throws Exception {
        StringBuilder body = new StringBuilder(ids);
        for (int i = 0; i < fields.length; i += 2) {
            body.append('&')
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return who.post("/hosts/describe", body.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hosts/describe", "/hosts/describe?id=", "/hosts/describe?other=7"})
    void to_describe_no_host_leads_to_the_list_to_choose_some(String path) throws Exception {
        Visitor.Answer answer = ada.get(path);

        assertThat(answer.status()).as(answer.body()).isEqualTo(302);
        assertThat(answer.header("Location")).endsWith("/hosts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id=999999", "id=-1", "id=&id=", "id=x", "id=99999999999999999999"})
    void what_is_no_host_is_told_so(String ids) throws Exception {
        assertThat(ada.get("/hosts/describe?" + ids).status()).isBetween(400, 404);
        assertThat(describe(ada, ids, "owner", "ada").status()).isBetween(400, 404);
    }

    @Test
    void more_hosts_than_can_be_described_at_once_are_refused() throws Exception {
        String ids = IntStream.rangeClosed(1, DescribeHosts.MOST + 1)
                .mapToObj(id -> "id=" + id)
                .collect(Collectors.joining("&"));
        Visitor.Answer answer = describe(ada, ids, "owner", "ada");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("at most 500");
    }

    @Test
    void one_host_gets_just_what_the_form_says_with_one_entry_of_before_and_after() throws Exception {
        HostId id = add("one", "old", "kept");
        Visitor.Answer form = ada.get("/hosts/describe?id=" + id);
        assertThat(form.body()).contains("value=\"kept, old\"", "name=\"version\"");

        Visitor.Answer done = describe(
                ada,
                ids(id),
                "tags",
                "kept, new",
                "owner",
                "payments",
                "environment",
                "production",
                "criticality",
                "critical",
                "exposure",
                "internet",
                "version",
                Long.toString(host(id).version()));

        assertThat(done.status()).as(done.body()).isEqualTo(302);
        assertThat(tags(id)).containsExactlyInAnyOrder("kept", "new");
        assertThat(host(id).described().labels().owner()).isEqualTo("payments");
        assertThat(entries(id)).isEqualTo(1);
        assertThat(ada.get("/audit?type=host&about=" + id).body()).contains("ada described the host", "kept, old");
    }

    @Test
    void of_several_hosts_only_what_is_filled_in_changes_and_only_changes_are_noted() throws Exception {
        HostId first = add("bulk-1", "web", "old");
        HostId second = add("bulk-2", "db");
        HostId already = add("bulk-3", "web");

        Visitor.Answer done = describe(ada, ids(first, second, already), "tags", "web", "without", "old");

        assertThat(done.status()).as(done.body()).isEqualTo(302);
        assertThat(tags(first)).containsExactly("web");
        assertThat(tags(second)).containsExactlyInAnyOrder("db", "web");
        assertThat(entries(first)).isEqualTo(1);
        assertThat(entries(second)).isEqualTo(1);
        assertThat(entries(already)).as("nothing was changed there").isZero();
    }

    @Test
    void what_cannot_be_said_changes_no_host_at_all_and_each_fault_is_told() throws Exception {
        HostId first = add("faulty-1", "web");
        HostId second = add("faulty-2", "web");
        Visitor.Answer refused = describe(
                ada,
                ids(first, second),
                "tags",
                "x".repeat(65) + ", a\u0007b",
                "environment",
                "a,b",
                "criticality",
                "<b>huge</b>",
                "exposure",
                "HIGH");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body())
                .contains("A tag has 1 to 64 characters", "An environment has at most 64", "&lt;b&gt;huge")
                .contains("“HIGH” is none of the choices");
        assertThat(tags(first)).containsExactly("web");
        assertThat(entries(first) + entries(second)).isZero();
    }

    @Test
    void a_host_gets_no_more_tags_than_can_be_read_and_then_none_of_the_others_changes() throws Exception {
        HostId few = add("a-few-tags", "web");
        HostId many = add(
                "many-tags",
                IntStream.range(0, Redescription.MOST_TAGS)
                        .mapToObj(i -> "t" + i)
                        .toArray(String[]::new));
        Visitor.Answer refused = describe(ada, ids(few, many), "tags", "one-more");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("many-tags would have more than " + Redescription.MOST_TAGS);
        assertThat(tags(few)).containsExactly("web");
        assertThat(entries(few)).isZero();
    }

    @Test
    void who_has_some_hosts_describes_no_others_and_loses_none() throws Exception {
        HostId own = add("olgas", "web");
        HostId foreign = add("not-olgas", "db");

        assertThat(olga.get("/hosts/describe?id=" + foreign).status()).isEqualTo(404);
        assertThat(describe(olga, ids(own, foreign), "owner", "olga").status()).isEqualTo(404);
        Visitor.Answer leaving =
                describe(olga, ids(own), "version", Long.toString(host(own).version()), "tags", "db");
        assertThat(leaving.status()).isEqualTo(422);
        assertThat(leaving.body()).contains("olgas would leave the groups that you have a role for");
        assertThat(tags(own)).containsExactly("web");
        assertThat(entries(own) + entries(foreign)).isZero();

        assertThat(describe(olga, ids(own), "version", Long.toString(host(own).version()), "tags", "web, mine")
                        .status())
                .isEqualTo(302);
        assertThat(tags(own)).containsExactlyInAnyOrder("mine", "web");
    }

    @Test
    void what_somebody_else_has_said_meanwhile_is_not_overwritten() throws Exception {
        HostId id = add("contested");
        String seen = Long.toString(host(id).version());
        assertThat(describe(ada, ids(id), "version", seen, "owner", "first").status())
                .isEqualTo(302);

        Visitor.Answer late = describe(ada, ids(id), "version", seen, "owner", "second");

        assertThat(late.status()).isEqualTo(422);
        assertThat(late.body()).contains("Somebody has described contested since you opened this page");
        assertThat(host(id).described().labels().owner()).isEqualTo("first");
    }
}
