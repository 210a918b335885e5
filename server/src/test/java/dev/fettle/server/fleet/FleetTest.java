package dev.fettle.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Scope;
import dev.fettle.core.assessment.Assessor;
import dev.fettle.core.assessment.Finding;
import dev.fettle.core.assessment.Rating;
import dev.fettle.core.catalog.Catalog;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.server.SetClock;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.Until;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.hosts.MadeUp;
import dev.fettle.server.hosts.PendingLook;
import dev.fettle.server.hosts.TestHosts;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.support.TransactionTemplate;

/** The index over a real database: whatever happens there, it soon says what an assessor says of each host. */
final class FleetTest {
    private static final Instant NOW = Instant.parse("2026-11-20T18:00:00Z");
    private static final Scope ALL = Scope.everything();

    private final Map<HostId, Look> fleet = new HashMap<>();
    private final AtomicReference<Catalog> catalog = new AtomicReference<>(new MadeUpCatalog(1));
    private TestServerDatabase database;
    private TestHosts hosts;
    private Fleet index;

    private record Look(Inventory inventory, PendingLook pending) {}

    @BeforeEach
    void open() {
        database = TestServerDatabase.fresh();
        hosts = new TestHosts(database);
        index = new Fleet(hosts.fleetLooks(), catalog::get);
    }

    @AfterEach
    void close() {
        index.stop();
        database.close();
    }

    private HostId look(MadeUp madeUp, String host, Instant at) {
        Inventory inventory = madeUp.inventory(host, 40);
        PendingLook pending = madeUp.pending(inventory);
        HostId id = hosts.recordLook().record(new MachineId(host), at, inventory, pending);
        fleet.put(id, new Look(inventory, pending));
        return id;
    }

    /** Each host's open vulnerabilities, as the index has them and as an assessor finds them. */
    private boolean isRight() {
        return index.ready() && index.ask(ALL, this::known).equals(expected());
    }

    private Map<HostId, Set<String>> known(Sight sight) {
        Map<HostId, Set<String>> known = new HashMap<>();
        sight.hosts().forEach((int number) -> {
            Set<String> open = new HashSet<>();
            sight.index().bearers().stream()
                    .filter(bearer -> bearer.hosts().contains(number))
                    .forEach(bearer -> bearer.open()
                            .forEach(each -> open.add(each.source() + " " + each.vulnerability() + each.verdict())));
            known.put(sight.host(number).id(), open);
        });
        return known;
    }

    private Map<HostId, Set<String>> expected() {
        Map<HostId, Set<String>> expected = new HashMap<>();
        fleet.forEach((id, look) -> {
            Set<String> open = new HashSet<>();
            for (Finding finding : new Assessor(catalog.get(), look.pending().claims(), false)
                    .assess(look.inventory())
                    .findings()) {
                open.add(finding.build().name() + " " + finding.vulnerability() + finding.verdict());
            }
            expected.put(id, open);
        });
        return expected;
    }

    @Test
    void it_takes_in_what_is_there_and_follows_what_comes() {
        MadeUp madeUp = new MadeUp(7);
        for (int host = 0; host < 12; host++) {
            look(madeUp, "host-" + host, NOW.minusSeconds(host));
        }
        index.start();
        assertThat(Until.holds(this::isRight)).isTrue();

        look(madeUp, "host-3", NOW);
        look(madeUp, "host-99", NOW);
        assertThat(Until.holds(this::isRight)).isTrue();

        catalog.set(new MadeUpCatalog(2));
        assertThat(Until.holds(this::isRight)).isTrue();
    }

    @Test
    void it_counts_packages_of_the_looks_that_it_knows_and_of_no_others() {
        HostId host = look(new MadeUp(8), "counted", NOW);
        assertThat(index.packages(host, 1)).as("not read yet").isEmpty();
        index.start();
        assertThat(Until.holds(this::isRight)).isTrue();

        int installed = hosts.hosts()
                .now(host, ALL)
                .orElseThrow()
                .inventory()
                .packages()
                .size();
        assertThat(index.packages(host, 1)).hasValue(installed);
        assertThat(index.packages(host, 2)).as("a look to come").isEmpty();
        assertThat(index.packages(new HostId(4711), 1)).isEmpty();
    }

    @Test
    void a_look_that_is_committed_long_after_a_later_one_is_not_missed() {
        MadeUp madeUp = new MadeUp(8);
        index.start();
        new TransactionTemplate(database.transactions()).executeWithoutResult(_ -> {
            look(madeUp, "slow", NOW);
            Look slow = fleet.values().iterator().next();
            HostId slowId = fleet.keySet().iterator().next();
            fleet.clear();
            fleetByAnother(madeUp);
            assertThat(Until.holds(this::isRight)).isTrue();
            fleet.put(slowId, slow);
        });
        assertThat(Until.holds(this::isRight)).isTrue();
    }

    /** Known builds only, for new ones wait for each other. */
    private void fleetByAnother(MadeUp madeUp) {
        Inventory empty = new Inventory(
                "quick",
                madeUp.inventory("quick", 1).platform(),
                "",
                List.of(),
                Inventory.kernelsOf(List.of(), null),
                new Inventory.Reboot.NotRequired(),
                0,
                List.of());
        PendingLook nothing = new PendingLook(null, "nobody knows", Map.of(), List.of(), Map.of());
        Thread other = Thread.ofVirtual()
                .start(() -> fleet.put(
                        hosts.recordLook().record(new MachineId("quick"), NOW, empty, nothing),
                        new Look(empty, nothing)));
        assertThat(Until.holds(() -> !other.isAlive())).isTrue();
    }

    @Test
    void who_has_a_scope_sees_its_hosts_and_counts_no_others() {
        MadeUp madeUp = new MadeUp(9);
        HostId mine = look(madeUp, "mine", NOW);
        HostId other = look(madeUp, "other", NOW);
        index.start();
        assertThat(Until.holds(this::isRight)).isTrue();
        Scope scope = new Scope.Groups(Set.of(new HostGroup(HostGroup.Kind.TAG, "web")));
        boolean before = index.ask(scope, sight -> sight.hosts().isEmpty());
        assertThat(before).isTrue();

        tag(mine, "web");

        assertThat(Until.holds(() -> index.ask(scope, sight -> sight.hosts().getCardinality() == 1)))
                .isTrue();
        Optional<FleetHost> others = index.ask(scope, sight -> sight.host(other));
        Optional<FleetHost> own = index.ask(scope, sight -> sight.host(mine));
        List<FleetHost> found = index.ask(scope, sight -> sight.containing("o", 10));
        List<FleetHost> listed =
                index.ask(scope, sight -> sight.byName(sight.index().hosts(), null, 10));
        assertThat(others).isEmpty();
        assertThat(own).map(FleetHost::name).contains("mine");
        assertThat(found).isEmpty();
        assertThat(listed).extracting(FleetHost::id).containsExactly(mine);

        tag(mine, "db");

        assertThat(Until.holds(() -> index.ask(scope, sight -> sight.hosts().isEmpty())))
                .isTrue();
    }

    private void tag(HostId id, String tag) {
        database.jdbc()
                .sql(
                        "update host set tags = array[?], version = version + 1, changed = pg_current_xact_id() where id = ?")
                .params(tag, id.value())
                .update();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void the_trend_is_what_an_assessor_would_have_counted_each_day(long seed) {
        Random random = new Random(seed);
        MadeUp madeUp = new MadeUp(seed);
        Map<String, TreeMap<LocalDate, Inventory>> past = new HashMap<>();
        for (int day = 120; day >= 0; day--) {
            LocalDate date = LocalDate.ofInstant(NOW, ZoneOffset.UTC).minusDays(day);
            for (int host = 0; host < 5; host++) {
                if (random.nextInt(15) == 0 || day == 0) {
                    String name = "host-" + host;
                    Inventory inventory = madeUp.inventory(name, 30);
                    hosts.recordLook()
                            .record(
                                    new MachineId(name),
                                    date.atTime(3, 0).toInstant(ZoneOffset.UTC),
                                    inventory,
                                    new PendingLook(null, "nobody knows", Map.of(), List.of(), Map.of()));
                    past.computeIfAbsent(name, _ -> new TreeMap<>()).put(date, inventory);
                }
            }
        }
        index.start();
        assertThat(Until.holds(() ->
                        index.ready() && index.ask(ALL, sight -> sight.hosts().getCardinality() == 5)))
                .isTrue();
        Trends trends = new Trends(index, hosts.fleetLooks(), new SetClock(NOW));
        List<Trend> counted = new ArrayList<>();
        assertThat(Until.holds(() -> {
                    Optional<Trend> trend = trends.of(ALL, now());
                    trend.ifPresent(counted::add);
                    return trend.isPresent();
                }))
                .isTrue();
        trends.destroy();
        for (Trend.Day day : counted.getLast().days()) {
            Map<Rating, Long> expected = new EnumMap<>(Rating.class);
            past.values().forEach(looks -> {
                var last = looks.floorEntry(day.day());
                if (last != null) {
                    count(last.getValue(), day.day(), expected);
                }
            });
            for (Rating rating : Rating.values()) {
                assertThat(day.open(rating))
                        .as("%s on %s", rating, day.day())
                        .isEqualTo(expected.getOrDefault(rating, 0L));
            }
        }
    }

    private FleetFigures.Now now() {
        return index.ask(
                ALL,
                sight -> new FleetFigures.Now(
                        sight.version(),
                        NOW,
                        sight.hosts().clone(),
                        Map.of(),
                        sight.hosts(),
                        sight.hosts(),
                        sight.hosts(),
                        sight.index().count(sight.hosts()),
                        List.of(),
                        List.of(),
                        List.of(),
                        new HashMap<>(),
                        new HashMap<>()));
    }

    private void count(Inventory inventory, LocalDate day, Map<Rating, Long> counts) {
        for (Finding finding :
                new Assessor(catalog.get(), Map.of(), false).assess(inventory).findings()) {
            boolean known = catalog
                    .get()
                    .statements(inventory.platform(), finding.build().name())
                    .stream()
                    .filter(each -> each.vulnerabilities().contains(finding.vulnerability()))
                    .anyMatch(each ->
                            !LocalDate.parse(each.published().substring(0, 10)).isAfter(day));
            if (known) {
                counts.merge(Rating.of(finding), 1L, Long::sum);
            }
        }
    }
}
