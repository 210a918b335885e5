package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.audit.ChainVerdict;
import dev.fettle.feeds.FeedState;
import dev.fettle.feeds.FeedStore;
import dev.fettle.server.audit.TestTrail;
import dev.fettle.server.hosts.NumberedLooks;
import dev.fettle.server.postgres.PostgresException;
import dev.fettle.server.postgres.RunningCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Kills the server, its database or both at random moments while looks and feeds are taken in, and starts anew. The
 * orphaned database and the pid file that names a stranger are LeftoversTest's.
 */
@Timeout(1800)
final class CrashTest {
    private static final int ROUNDS = Integer.getInteger("fettle.crash.rounds", 6);
    private static final long SEED = Long.getLong("fettle.crash.seed", 20261120);
    private static final int HOSTS = 48;
    /** More than can be done in a round. */
    private static final int NUMBERS_OF_A_ROUND = 500;

    private static final Duration LONGEST_WORK = Duration.ofMillis(2500);
    private static final Duration LONGEST_START = Duration.ofSeconds(4);
    /** On a machine that is not busy otherwise. */
    private static final Duration PROMISED = Duration.ofSeconds(10);
    /** For the busiest of machines. */
    private static final Duration LONGEST_UNTIL_READY = Duration.ofMinutes(2);

    private static final List<String> FEEDS = List.of(CrashFeeds.OSV, CrashFeeds.KEV, CrashFeeds.EPSS);

    @TempDir
    Path temporary;

    private final Random random = new Random(SEED);
    /** By host: the last look that was acknowledged, or was found to be in when nobody said so. */
    private final Map<String, Integer> looks = new HashMap<>();
    /** The number of each state of a feed that was ever begun, by its digest. */
    private final Map<String, Integer> states = new HashMap<>();

    private int fed;
    private int entries;
    private long sealed;
    /** Host and time of every look. */
    private final Set<String> acknowledged = new HashSet<>();

    private final List<Duration> starts = new ArrayList<>();

    private enum Victim {
        SERVER,
        DATABASE,
        SERVER_THEN_DATABASE,
        DATABASE_THEN_SERVER
    }

    @Test
    void whatever_is_killed_whenever_nothing_acknowledged_is_lost_and_nothing_half_written_is_seen() throws Exception {
        System.out.println("Crash test: seed " + SEED + ", " + ROUNDS + " rounds");
        // So that root's PostgreSQL, which is another user, can pass.
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        Path data = temporary.resolve("data");
        Path feeds = Files.createDirectory(temporary.resolve("feeds"));
        for (int round = 0; round <= ROUNDS; round++) {
            int first = 1 + round * NUMBERS_OF_A_ROUND;
            if (round > 0 && random.nextInt(4) == 0) {
                killWhileItStarts(data, feeds, first);
            }
            long begun = System.nanoTime();
            try (ServerChild server = start(data, feeds, first)) {
                String port = server.await("up ").substring("up ".length());
                awaitReadiness(port);
                Duration took = Duration.ofNanos(System.nanoTime() - begun);
                if (round > 0) {
                    starts.add(took);
                }
                check(data, feeds);
                if (round < ROUNDS) {
                    Victim victim = workAndKill(server, data);
                    int code = server.awaitEnd();
                    hear(server.said(), victim, code);
                    if (took.compareTo(PROMISED) > 0) {
                        server.said().stream()
                                .filter(line -> line.startsWith("doing "))
                                .forEach(System.out::println);
                    }
                    System.out.printf(
                            "round %d: up after %d ms; killed %s; %d looks and feed state %d acknowledged%n",
                            round, took.toMillis(), victim, acknowledged.size(), fed);
                }
            }
        }
        tell();
    }

    private static ServerChild start(Path data, Path feeds, int first) throws IOException {
        return ServerChild.start(
                List.of(),
                Map.of(),
                CrashServerMain.class,
                data.toString(),
                feeds.toString(),
                Integer.toString(first),
                Integer.toString(HOSTS));
    }

    private void killWhileItStarts(Path data, Path feeds, int first) throws Exception {
        try (ServerChild server = start(data, feeds, first)) {
            pause(random.nextLong(LONGEST_START.toMillis()));
            server.kill();
            if (random.nextBoolean()) {
                ServerChild.postmaster(data).ifPresent(ProcessHandle::destroyForcibly);
            }
            server.awaitEnd();
        }
    }

    private Victim workAndKill(ServerChild server, Path data) throws Exception {
        server.tell("go");
        server.await("ack ");
        pause(random.nextLong(LONGEST_WORK.toMillis()));
        Victim victim = Victim.values()[random.nextInt(Victim.values().length)];
        ProcessHandle database = ServerChild.postmaster(data).orElseThrow();
        switch (victim) {
            case SERVER -> server.kill();
            case DATABASE -> database.destroyForcibly();
            case SERVER_THEN_DATABASE -> {
                server.kill();
                pause(random.nextLong(50));
                database.destroyForcibly();
            }
            case DATABASE_THEN_SERVER -> {
                database.destroyForcibly();
                pause(random.nextLong(50));
                server.kill();
            }
        }
        return victim;
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    private void hear(List<String> said, Victim victim, int code) {
        assertThat(said).noneMatch(line -> line.startsWith("bug "));
        for (String line : said) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "ack" -> {
                    looks.put(words[1], Integer.parseInt(words[2]));
                    acknowledged.add(words[1] + " " + NumberedLooks.at(Integer.parseInt(words[2])));
                }
                case "feeding" -> {
                    for (int i = 2; i < words.length; i++) {
                        states.put(words[i], Integer.parseInt(words[1]));
                    }
                }
                case "fed" -> fed = Integer.parseInt(words[1]);
                default -> {
                    // What the other words tell is looked at below, or only for people.
                }
            }
        }
        if (victim == Victim.DATABASE) {
            assertThat(code)
                    .as(String.join("\n", said.subList(Math.max(0, said.size() - 5), said.size())))
                    .isEqualTo(1);
            assertThat(said).anyMatch(line -> line.startsWith("ended PostgreSQL ended by itself"));
        }
    }

    private static void awaitReadiness(String port) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + port + "/health/readiness");
        Instant end = Instant.now().plus(LONGEST_UNTIL_READY);
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (true) {
                HttpResponse<String> answer =
                        client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return;
                }
                assertThat(Instant.now()).as(answer.body()).isBefore(end);
                pause(20);
            }
        }
    }

    private void check(Path data, Path feeds) throws PostgresException, IOException {
        RunningCluster cluster = RunningCluster.find(data).orElseThrow();
        SingleConnectionDataSource source = new SingleConnectionDataSource(
                cluster.jdbcUrl() + "?currentSchema=fettle", cluster.user(), cluster.password(), true);
        try {
            JdbcClient jdbc = JdbcClient.create(source);
            checkLooks(jdbc, NumberedLooks.stored(jdbc, new JdbcTransactionManager(source)));
            for (StoredFault fault : StoredFault.values()) {
                assertThat(jdbc.sql(fault.query()).query().listOfRows())
                        .as(fault.name())
                        .isEmpty();
            }
            checkFeeds(jdbc, data, feeds);
            checkAudit(jdbc, TestTrail.verify(jdbc, new JdbcTransactionManager(source), data));
        } finally {
            source.destroy();
        }
    }

    private void checkLooks(JdbcClient jdbc, Map<String, Integer> stored) {
        assertThat(stored.keySet()).containsAll(looks.keySet());
        stored.forEach((host, number) -> {
            // What is not acknowledged and in is the one look that was under way.
            Integer last = looks.get(host);
            boolean isLast = number.equals(last);
            boolean isFirstOfRound = number % NUMBERS_OF_A_ROUND == 1 && (last == null || number > last);
            boolean isNext = last != null && number == last + 1;
            assertThat(isLast || isNext || isFirstOfRound)
                    .as("%s has look %d, acknowledged was %s", host, number, last)
                    .isTrue();
            looks.put(host, number);
        });
        Set<String> history = jdbc.sql("select name, at from delta join host on id = host_id where subject = 'build'")
                .query((row, _) ->
                        row.getString("name") + " " + row.getTimestamp("at").toInstant())
                .set();
        assertThat(history).containsAll(acknowledged);
    }

    private void checkFeeds(JdbcClient jdbc, Path data, Path feeds) {
        FeedStore store = new FeedStore(data.resolve("feeds"), InstantSource.system(), (_, _, _) -> {});
        FeedStore.Loaded loaded = store.lastGood(List.of(feeds.toString()));
        assertThat(loaded.warnings()).isEmpty();
        Map<String, Integer> inForce = new TreeMap<>();
        for (FeedState state : loaded.states()) {
            if (fed == 0 && state.status() == FeedState.Status.NEVER) {
                continue;
            }
            assertThat(state.status()).as(state.toString()).isEqualTo(FeedState.Status.UNCHANGED);
            assertThat(states).containsKey(state.sha256());
            int number = states.get(state.sha256());
            assertThat(number).as("%s in force", state.name()).isGreaterThanOrEqualTo(fed);
            assertThat(CrashFeeds.inForce(loaded.catalog(), state.name())).containsExactly(number);
            inForce.put(state.name(), number);
        }
        Map<String, Integer> noted = new TreeMap<>();
        jdbc.sql("select name, sha256 from feed")
                .query((row, _) -> noted.put(row.getString("name"), states.getOrDefault(row.getString("sha256"), -1)))
                .list();
        if (fed > 0) {
            assertThat(inForce.keySet()).containsExactlyInAnyOrderElementsOf(FEEDS);
            assertThat(noted.keySet()).containsExactlyInAnyOrderElementsOf(FEEDS);
            assertThat(noted.values()).allMatch(number -> number >= fed);
        }
    }

    /** No state change without its entry, no entry without its change, and the chain over them unbroken. */
    private void checkAudit(JdbcClient jdbc, ChainVerdict verdict) {
        assertThat(verdict.tampering()).isEmpty();
        List<String> noted = jdbc.sql("""
                        select subject_name, after[array_position(after, 'looked at') + 1] as at from audit_entry
                        where kind in ('host.added', 'host.changed')""")
                .query((row, _) -> row.getString("subject_name") + " " + row.getString("at"))
                .list();
        List<String> changes = jdbc.sql("select name, at from delta join host on id = host_id where subject = 'build'")
                .query((row, _) ->
                        row.getString("name") + " " + row.getTimestamp("at").toInstant())
                .list();
        assertThat(noted).containsExactlyInAnyOrderElementsOf(changes);
        assertThat(noted).containsAll(acknowledged);
        assertThat(jdbc.sql("""
                        select f.name from feed f where f.sha256 <> '' and f.sha256 is distinct from (
                            select after[array_position(after, 'sha256') + 1] from audit_entry
                            where kind = 'feed.refreshed' and subject_id = f.source || ' ' || f.name
                            order by id desc limit 1)""").query().listOfRows()).isEmpty();
        entries = Math.max(entries, noted.size());
        sealed = Math.max(sealed, verdict.last());
    }

    private void tell() {
        System.out.printf(
                "%d changes of hosts, each with its entry; %d entries sealed in one chain%n", entries, sealed);
        List<Long> sorted = starts.stream().map(Duration::toMillis).sorted().toList();
        System.out.printf(
                "%d starts after a kill: median %d ms, slowest %d ms; %d looks acknowledged, none lost%n",
                sorted.size(), sorted.get(sorted.size() / 2), sorted.getLast(), acknowledged.size());
    }
}
