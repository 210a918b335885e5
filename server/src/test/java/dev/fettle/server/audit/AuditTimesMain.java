package dev.fettle.server.audit;

import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.ChainVerdict;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.trail.TrailVerification;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** How long the audit takes: to append, to seal, to be read and to be verified. Argument: entries, such as 1000000. */
final class AuditTimesMain {
    private static final int COMMITS = 500;
    private static final int READS = 40;
    /** What is done well within the time that a statement has. */
    private static final int CHUNK = 20_000;

    private AuditTimesMain() {}

    public static void main(String[] arguments) throws Exception {
        int entries = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("fettle-audit-times");
        try (TestServerDatabase database = TestServerDatabase.fresh();
                DataFolder data = DataFolder.open(folder)) {
            ChainStore chain = new ChainStore(database.jdbc());
            SealBell bell = new SealBell();
            Audit audit = new Audit(new EntryStore(database.jdbc()), bell, Clock.systemUTC());
            KeyFolder keys = KeyFolder.of(data);
            Sealer sealer = new Sealer(chain, audit, keys, database.transactions(), Clock.systemUTC());
            SealingThread thread = new SealingThread(sealer, bell);
            thread.start();
            appends(database, audit, chain);
            fill(database.jdbc(), entries);
            long begun = System.nanoTime();
            thread.settle();
            say("sealing " + entries + " entries that wait: " + millis(begun) + " ms");
            vacuum(database);
            reads(new EntryListStore(database.jdbc()), entries);
            StoredTrail trail = new StoredTrail(new TrailStore(database.jdbc(), chain), database.transactions());
            begun = System.nanoTime();
            ChainVerdict verdict =
                    trail.verify(keys.trusted(), keys.lastKept().stream().toList(), _ -> {});
            say("verifying the stored chain: " + millis(begun) + " ms, " + verdict.told() + " entries, proven "
                    + verdict.proven());
            AuditExport export =
                    new AuditExport(new TrailStore(database.jdbc(), chain), chain, thread, database.transactions());
            Path file = folder.resolve("all.jsonl");
            export(export, new Selection.Everything(), file);
            export(export, new Selection.About("host", "host-77"), folder.resolve("one.jsonl"));
            begun = System.nanoTime();
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                ChainVerdict read = TrailVerification.verify(
                        in, keys.trusted(), keys.lastKept().stream().toList(), _ -> {});
                say("verifying the file: " + millis(begun) + " ms, proven " + read.proven());
            }
            thread.stop();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static void appends(TestServerDatabase database, Audit audit, ChainStore chain) {
        TransactionTemplate transaction = new TransactionTemplate(database.transactions());
        Deed deed = new Deed(
                "host.described",
                new AuditSubject("host", "7", "web-07"),
                Map.of("owner", "a"),
                Map.of("owner", "b", "tags", "web, prod"),
                "asked for by the team");
        List<Double> appends = new ArrayList<>();
        List<Double> latencies = new ArrayList<>();
        for (int i = 0; i < COMMITS; i++) {
            long[] append = {0};
            transaction.executeWithoutResult(_ -> {
                long begun = System.nanoTime();
                audit.append(TestAudit.SOMEBODY, deed);
                append[0] = System.nanoTime() - begun;
            });
            long committed = System.nanoTime();
            while (chain.isBehind()) {
                LockSupport.parkNanos(100_000);
            }
            if (i >= COMMITS / 5) {
                appends.add(append[0] / 1e6);
                latencies.add((System.nanoTime() - committed) / 1e6);
            }
        }
        say("append: " + spread(appends));
        say("commit to sealed: " + spread(latencies));
    }

    /** As {@link EntryStore} does, but many at once. */
    private static void fill(JdbcClient jdbc, int entries) {
        for (int from = 1; from <= entries; from += CHUNK) {
            fill(jdbc, from, Math.min(entries, from + CHUNK - 1));
        }
    }

    private static void fill(JdbcClient jdbc, int from, int to) {
        jdbc.sql("""
                        with added as (
                            insert into audit_entry (at, actor_kind, actor_name, actor_role, actor_from, request, kind,
                                subject_type, subject_id, subject_name, before, after, why, salt)
                            select timestamptz '2026-01-01' + n * interval '20 seconds',
                                case when n % 10 < 7 then 'server' else 'person' end,
                                case when n % 10 < 7 then 'look at host-' || n % 5000 else 'person-' || n % 40 end,
                                'operator', '192.0.2.7', gen_random_uuid()::text,
                                case when n % 1000 = 0 then 'person.added' when n % 10 < 7 then 'host.changed'
                                    else 'host.described' end,
                                'host', 'host-' || n % 5000, 'web-' || n % 5000,
                                array['owner', 'a'], array['owner', 'b', 'packages', n::text], '',
                                uuid_send(gen_random_uuid())
                            from generate_series(?, ?) as n returning id)
                        insert into audit_unsealed (entry_id) select id from added""").params(from, to).update();
    }

    private static void vacuum(TestServerDatabase database) throws SQLException {
        try (Connection connection = database.owner().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("vacuum analyze fettle.audit_entry");
            statement.execute("vacuum analyze fettle.audit_seal");
        }
    }

    private static void reads(EntryListStore list, int entries) {
        Instant middle = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(entries * 10L);
        Optional<Instant> none = Optional.empty();
        Optional<EntryListStore.Place> start = Optional.empty();
        Optional<EntryListStore.Place> deep = Optional.of(new EntryListStore.Place(middle, 0));
        time(list, "newest", new EntryListStore.Wanted("", "", "", "", none, none, start));
        time(list, "in the middle", new EntryListStore.Wanted("", "", "", "", none, none, deep));
        time(list, "one person", new EntryListStore.Wanted("person-7", "", "", "", none, none, start));
        time(list, "rare kind, in the middle", new EntryListStore.Wanted("", "person.added", "", "", none, none, deep));
        time(list, "one host", new EntryListStore.Wanted("", "", "host", "host-77", none, none, start));
        time(list, "no such subject", new EntryListStore.Wanted("", "", "", "nobody", none, none, start));
        time(
                list,
                "a day long ago",
                new EntryListStore.Wanted(
                        "", "", "", "", Optional.of(middle), Optional.of(middle.plusSeconds(86_400)), start));
        time(
                list,
                "person, kind and time",
                new EntryListStore.Wanted(
                        "person-7",
                        "host.described",
                        "",
                        "",
                        Optional.of(middle),
                        Optional.of(middle.plusSeconds(864_000)),
                        start));
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < READS; i++) {
            long begun = System.nanoTime();
            list.kinds();
            times.add((System.nanoTime() - begun) / 1e6);
        }
        say("kinds: " + spread(times));
    }

    private static void time(EntryListStore list, String what, EntryListStore.Wanted wanted) {
        List<Double> times = new ArrayList<>();
        int found = 0;
        for (int i = 0; i < READS; i++) {
            long begun = System.nanoTime();
            found = list.newest(wanted, 51).size();
            times.add((System.nanoTime() - begun) / 1e6);
        }
        say("page, " + what + " (" + found + "): " + spread(times));
    }

    private static void export(AuditExport export, Selection selection, Path file) throws Exception {
        long begun = System.nanoTime();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            export.write(out, selection, AuditExport.Format.JSON_LINES);
        }
        say("export of " + selection + ": " + millis(begun) + " ms, " + Files.size(file) / 1_000_000 + " MB");
    }

    private static long millis(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private static String spread(List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        return String.format(
                "median %.2f ms, p95 %.2f ms, most %.2f ms",
                sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 95 / 100), sorted.getLast());
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
