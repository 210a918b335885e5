package dev.fettle.server.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.EffectBuild;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.InventoryDelta;
import dev.fettle.core.inventory.PackageBuild;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.web.Slice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.support.TransactionTemplate;

/** What one look records, read back from the real database in the server's own role. */
final class RecordLookTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final PendingLook NOTHING_KNOWN = new PendingLook(null, "Not asked.", Map.of(), List.of(), Map.of());

    private static TestServerDatabase database;
    private static Hosts hosts;
    private static RecordLook recordLook;

    @BeforeAll
    static void prepare() {
        database = TestServerDatabase.fresh();
        TestHosts slice = new TestHosts(database);
        hosts = slice.hosts();
        recordLook = slice.recordLook();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static MachineId machine(String name) {
        return new MachineId("machine of " + name);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void what_was_recorded_is_read_back_equal_in_every_part(long seed) {
        MadeUp madeUp = new MadeUp(seed);
        String name = "round-trip-" + seed;
        for (int look = 0; look < 5; look++) {
            Inventory inventory = madeUp.inventory(name, 60);
            PendingLook pending = madeUp.pending(inventory);
            Instant at = NOON.plusSeconds(look);

            HostId id = recordLook.record(machine(name), at, inventory, pending);

            HostNow now = hosts.now(id, Scope.everything()).orElseThrow();
            assertThat(now.takenAt()).isEqualTo(at);
            assertThat(now.inventory()).isEqualTo(inventory);
            assertThat(now.pending().changes()).isEqualTo(pending.changes());
            assertThat(now.pending().unavailable()).isEqualTo(pending.unavailable());
            assertThat(now.pending().claims()).isEqualTo(pending.claims());
            assertThat(now.pending().unread()).isEqualTo(pending.unread());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void the_sum_of_all_deltas_is_what_the_host_has(long seed) {
        MadeUp madeUp = new MadeUp(seed);
        String name = "deltas-" + seed;
        HostId id = null;
        Inventory last = null;
        for (int look = 0; look < 12; look++) {
            last = madeUp.inventory(name, 40);
            id = recordLook.record(machine(name), NOON.plusSeconds(look), last, madeUp.pending(last));
        }

        List<InventoryDelta> newestFirst = hosts.history(id, 100);
        Set<EffectBuild> sum = new HashSet<>();
        for (InventoryDelta delta : newestFirst.reversed()) {
            assertThat(sum).doesNotContainAnyElementsOf(delta.added()).containsAll(delta.removed());
            sum.addAll(delta.added());
            delta.removed().forEach(sum::remove);
        }
        assertThat(sum).isEqualTo(EffectBuild.of(last));
        assertThat(newestFirst.getLast().revision()).isEqualTo(1);
        assertThat(newestFirst).extracting(InventoryDelta::revision).doesNotHaveDuplicates();
    }

    private static List<Map<String, Object>> entries(HostId id) {
        return database.jdbc()
                .sql("select kind, after from audit_entry where subject_id = ? order by id")
                .param(id.toString())
                .query()
                .listOfRows();
    }

    @Test
    void a_look_that_finds_all_as_it_was_leaves_no_entry_in_the_audit() {
        MadeUp madeUp = new MadeUp(21);
        Inventory inventory = madeUp.inventory("noted", 30);
        PendingLook pending = madeUp.pending(inventory);
        HostId id = recordLook.record(machine("noted"), NOON, inventory, pending);
        for (int look = 1; look < 5; look++) {
            recordLook.record(machine("noted"), NOON.plusSeconds(look), inventory, pending);
        }
        assertThat(entries(id)).extracting(entry -> entry.get("kind")).containsExactly("host.added");

        Inventory other = madeUp.inventory("noted", 31);
        recordLook.record(machine("noted"), NOON.plusSeconds(9), other, pending);

        assertThat(entries(id)).extracting(entry -> entry.get("kind")).containsExactly("host.added", "host.changed");
    }

    @Test
    void looks_that_come_in_together_are_each_in_the_history_and_one_entry_in_the_audit() {
        MadeUp madeUp = new MadeUp(22);
        List<Look> looks = new ArrayList<>();
        for (int look = 0; look < 4; look++) {
            Inventory inventory = madeUp.inventory("together", 30);
            looks.add(new Look(NOON.plusSeconds(look), inventory, madeUp.pending(inventory)));
        }
        HostId id = recordLook.record(machine("together"), looks);

        assertThat(hosts.history(id, 100))
                .extracting(InventoryDelta::at)
                .containsExactlyElementsOf(
                        looks.reversed().stream().map(Look::takenAt).toList());
        assertThat(hosts.now(id, Scope.everything()).orElseThrow().inventory())
                .isEqualTo(looks.getLast().inventory());
        assertThat(entries(id)).extracting(entry -> entry.get("kind")).containsExactly("host.added");
    }

    @Test
    void a_patch_was_first_seen_when_the_earliest_look_saw_it_whichever_came_in_first() {
        MadeUp madeUp = new MadeUp(23);
        Inventory inventory = madeUp.inventory("first-seen", 40);
        PendingLook pending = madeUp.pending(inventory);
        while (pending.changes() == null || pending.changes().patches().isEmpty()) {
            pending = madeUp.pending(inventory);
        }
        HostId late = recordLook.record(machine("first-seen-late"), NOON.plusSeconds(120), inventory, pending);
        assertThat(hosts.now(late, Scope.everything())
                        .orElseThrow()
                        .pending()
                        .firstSeen()
                        .values())
                .isNotEmpty()
                .allMatch(NOON.plusSeconds(120)::equals);

        Instant before = NOON.plusSeconds(60);
        recordLook.record(machine("first-seen-early"), before, inventory, pending);
        recordLook.record(machine("first-seen-later"), NOON.plusSeconds(180), inventory, pending);

        assertThat(hosts.now(late, Scope.everything())
                        .orElseThrow()
                        .pending()
                        .firstSeen()
                        .values())
                .allMatch(before::equals);
    }

    @Test
    void an_unchanged_look_adds_no_delta_and_no_number() {
        MadeUp madeUp = new MadeUp(20);
        Inventory inventory = madeUp.inventory("unchanged", 50);
        PendingLook pending = madeUp.pending(inventory);
        HostId id = recordLook.record(machine("unchanged"), NOON, inventory, pending);
        long numbers = numbers();

        recordLook.record(machine("unchanged"), NOON.plusSeconds(60), inventory, pending);

        assertThat(hosts.history(id, 100)).hasSize(1);
        assertThat(numbers()).isEqualTo(numbers);
        assertThat(hosts.look(id, Scope.everything())).contains(2L);
        assertThat(hosts.now(id, Scope.everything()).orElseThrow().takenAt()).isEqualTo(NOON.plusSeconds(60));
    }

    private static long numbers() {
        return database.jdbc()
                .sql("""
                        select (select count(*) from effect_build) + (select count(*) from origins)
                            + (select count(*) from patch) + (select count(*) from changelog_claim) as numbers""")
                .query((row, _) -> row.getLong("numbers"))
                .single();
    }

    @Test
    void hosts_that_have_a_build_alike_share_its_number() {
        Inventory inventory = new MadeUp(21).inventory("shared", 50);
        recordLook.record(machine("shared-a"), NOON, inventory, NOTHING_KNOWN);
        long numbers = numbers();

        recordLook.record(machine("shared-b"), NOON, inventory, NOTHING_KNOWN);

        assertThat(numbers()).isEqualTo(numbers);
    }

    @Test
    void a_running_kernel_that_was_replaced_on_disk_is_a_build_of_its_own() {
        Inventory before = kernels("6.1.0-1-amd64", List.of("1"));
        Inventory installed = kernels("6.1.0-1-amd64", List.of("1", "2"));
        Inventory booted = kernels("6.1.0-2-amd64", List.of("1", "2"));

        HostId id = recordLook.record(machine("kernel"), NOON, before, NOTHING_KNOWN);
        recordLook.record(machine("kernel"), NOON.plusSeconds(1), installed, NOTHING_KNOWN);
        recordLook.record(machine("kernel"), NOON.plusSeconds(2), booted, NOTHING_KNOWN);

        List<InventoryDelta> history = hosts.history(id, 2);
        PackageBuild second =
                PackageBuild.of(booted.platform(), booted.packages().getLast());
        assertThat(history.get(0).steps()).containsExactly(new InventoryDelta.Step.Booted(second));
        assertThat(history.get(1).steps()).containsExactly(new InventoryDelta.Step.Installed(second));
    }

    private static Inventory kernels(String running, List<String> numbers) {
        List<InstalledPackage> images = numbers.stream()
                .map(number -> new InstalledPackage(
                        "linux-image-6.1.0-" + number + "-amd64",
                        "amd64",
                        new DebVersion("6.1.12" + number + "-1"),
                        new SourceBuild("linux-signed-amd64", new DebVersion("6.1.12" + number + "+1")),
                        List.of(),
                        false,
                        false))
                .toList();
        return new Inventory(
                "kernel",
                new Platform("debian", "12"),
                "Debian",
                images,
                Inventory.kernelsOf(images, running),
                new Inventory.Reboot.NotRequired(),
                0,
                List.of());
    }

    @Test
    void text_that_no_database_can_hold_is_kept_readable() {
        Inventory inventory = new MadeUp(22)
                .inventory("hostile", 3)
                .withProblems(List.of(new Problem("a\u0000b", "lone \ud800 surrogate", "fine \ud83d\ude00")));

        HostId id = recordLook.record(machine("hostile"), NOON, inventory, NOTHING_KNOWN);

        assertThat(hosts.now(id, Scope.everything()).orElseThrow().inventory().problems())
                .containsExactly(new Problem("a\ufffdb", "lone \ufffd surrogate", "fine \ud83d\ude00"));
    }

    @Test
    void a_renamed_machine_stays_the_same_host() {
        HostId before = recordLook.record(machine("renamed"), NOON, new MadeUp(23).inventory("old", 3), NOTHING_KNOWN);
        HostId after = recordLook.record(machine("renamed"), NOON, new MadeUp(23).inventory("new", 3), NOTHING_KNOWN);

        assertThat(after).isEqualTo(before);
        assertThat(hosts.find(after, Scope.everything()).orElseThrow().name()).isEqualTo("new");
        assertThat(hosts.list(1, 1000, Scope.everything()).items())
                .extracting(row -> row.host().name())
                .contains("new")
                .doesNotContain("old");
    }

    @Test
    void a_clock_that_was_set_back_does_not_turn_the_history_back() {
        MadeUp madeUp = new MadeUp(24);
        HostId id = recordLook.record(machine("clock"), NOON, madeUp.inventory("clock", 20), NOTHING_KNOWN);

        recordLook.record(
                machine("clock"), NOON.minus(Duration.ofDays(365)), madeUp.inventory("clock", 20), NOTHING_KNOWN);

        assertThat(hosts.history(id, 10)).extracting(InventoryDelta::at).containsExactly(NOON, NOON);
        assertThat(hosts.now(id, Scope.everything()).orElseThrow().takenAt()).isEqualTo(NOON);
        assertThat(hosts.look(id, Scope.everything())).contains(2L);
    }

    @Test
    void not_to_know_what_is_pending_is_no_change_of_it() {
        MadeUp madeUp = new MadeUp(25);
        Inventory inventory = madeUp.inventory("pending", 30);
        PendingLook known = known(madeUp, inventory);
        HostId id = recordLook.record(machine("pending"), NOON, inventory, known);

        recordLook.record(machine("pending"), NOON.plusSeconds(1), inventory, NOTHING_KNOWN);
        recordLook.record(machine("pending"), NOON.plusSeconds(2), inventory, known);

        long deltas = database.jdbc()
                .sql("select count(*) as deltas from delta where host_id = ? and subject = 'patch'")
                .param(id.value())
                .query((row, _) -> row.getLong("deltas"))
                .single();
        assertThat(deltas).isEqualTo(1);
    }

    private static PendingLook known(MadeUp madeUp, Inventory inventory) {
        PendingLook look = madeUp.pending(inventory);
        while (look.changes() == null || look.changes().patches().isEmpty()) {
            look = madeUp.pending(inventory);
        }
        return look;
    }

    @Test
    void a_look_that_fails_in_the_middle_leaves_no_trace() {
        Inventory inventory = new MadeUp(26).inventory("half", 30);
        TransactionTemplate outer = new TransactionTemplate(database.transactions());

        assertThatThrownBy(() -> outer.executeWithoutResult(_ -> {
                    recordLook.record(machine("half"), NOON, inventory, NOTHING_KNOWN);
                    database.jdbc().sql("select 1 / 0").query().singleRow();
                }))
                .isInstanceOf(DataAccessException.class);

        assertThat(hosts.find(machine("half"))).isEmpty();
    }

    @Test
    void looks_at_many_hosts_at_once_end_and_agree_on_the_numbers() throws Exception {
        List<Callable<Inventory>> looks = new ArrayList<>();
        for (int host = 0; host < 8; host++) {
            String name = "at-once-" + host % 4;
            Random random = new Random(host);
            looks.add(() -> {
                Inventory last = null;
                for (int look = 0; look < 5; look++) {
                    // The same packages for all, in versions that nobody else in this test class has.
                    MadeUp madeUp = new MadeUp(1000 + random.nextInt(3));
                    last = madeUp.inventory(name, 80);
                    recordLook.record(machine(name), NOON, last, madeUp.pending(last));
                }
                return last;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Inventory> done : threads.invokeAll(looks)) {
                assertThat(done.get()).isNotNull();
            }
        }
        for (int host = 0; host < 4; host++) {
            Host found = hosts.find(machine("at-once-" + host)).orElseThrow();
            Set<EffectBuild> sum = new HashSet<>();
            for (InventoryDelta delta : hosts.history(found.id(), 100).reversed()) {
                sum.addAll(delta.added());
                delta.removed().forEach(sum::remove);
            }
            assertThat(sum)
                    .isEqualTo(EffectBuild.of(hosts.now(found.id(), Scope.everything())
                            .orElseThrow()
                            .inventory()));
        }
    }

    @Test
    void hosts_are_listed_part_by_part_with_what_they_have() {
        for (int host = 0; host < 5; host++) {
            recordLook.record(
                    machine("listed-" + host), NOON, new MadeUp(host).inventory("~listed-" + host, 9), NOTHING_KNOWN);
        }
        int total = hosts.list(1, 1, Scope.everything()).total();

        Slice<HostRow> last = hosts.list(1 + (total - 1) / 5, 5, Scope.everything());

        assertThat(hosts.count()).isEqualTo(total);
        assertThat(hosts.oldestLook()).contains(NOON);
        HostRow row = last.items().getLast();
        Inventory inventory =
                hosts.now(row.host().id(), Scope.everything()).orElseThrow().inventory();
        assertThat(row.packages()).isEqualTo(inventory.packages().size());
        assertThat(row.host().name()).startsWith("~listed-");
        assertThat(row.reboot() == HostRow.Reboot.REQUIRED)
                .isEqualTo(inventory.reboot() instanceof Inventory.Reboot.Required);
        assertThat(hosts.list(4711, 5, Scope.everything())).isEqualTo(last);
    }

    @Test
    void the_server_may_neither_change_nor_drop_tables() {
        assertThatThrownBy(() -> database.jdbc().sql("drop table host").update())
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> database.jdbc()
                        .sql("alter table host add column x text")
                        .update())
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> database.jdbc().sql("create table own ()").update())
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() ->
                        database.jdbc().sql("delete from flyway_schema_history").update())
                .isInstanceOf(DataAccessException.class);
    }
}
