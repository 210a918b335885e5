package dev.fettle.server.demo;

import com.zaxxer.hikari.HikariDataSource;
import dev.fettle.server.database.Login;
import dev.fettle.server.database.Pool;
import dev.fettle.server.database.Schema;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.hosts.BenchHosts;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** {@code BenchFleetMain DATA HOSTS FEEDS}: a data folder with so many hosts, and the feeds that go with them. */
final class BenchFleetMain {
    private static final int PATTERNS = 1_000;
    private static final int SOURCES = 400;
    private static final int FLAWS = 6_000;

    private BenchFleetMain() {}

    public static void main(String[] args) throws Exception {
        Clock clock = Clock.systemUTC();
        LocalDate today = LocalDate.now(clock);
        MadeUpWorld world = new MadeUpWorld(SOURCES, FLAWS);
        new DemoFeeds(world, today).write(Path.of(args[2]));
        try (DataFolder data = DataFolder.open(Path.of(args[0]));
                EmbeddedPostgres postgres = EmbeddedPostgres.start(data.path(), _ -> {});
                HikariDataSource pool = Pool.open(
                        new Schema(new Login(postgres.jdbcUrl(), postgres.ownerUser(), postgres.ownerPassword()))
                                .prepare(data.secret("database-server.password")))) {
            BenchHosts hosts = new BenchHosts(pool);
            TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
            long begun = System.nanoTime();
            long looks = 0;
            for (int number = 0; number < PATTERNS; number++) {
                MadeUpHost host = new MadeUpHost(world, number);
                MachineId machine = new MachineId("bench " + number);
                looks += host.days().size() + 1;
                transaction.executeWithoutResult(_ -> {
                    for (int day : host.days()) {
                        Instant at = today.plusDays(day).atStartOfDay().toInstant(ZoneOffset.UTC);
                        hosts.recordLook().record(machine, at, host.inventory(day), host.pending(day));
                    }
                    hosts.recordLook().record(machine, clock.instant(), host.inventory(0), host.pending(0));
                });
            }
            System.out.printf("%d looks recorded in %.1f s%n", looks, (System.nanoTime() - begun) / 1e9);
            hosts.copy(Integer.parseInt(args[1]) / PATTERNS - 1);
            hosts.describe();
            System.out.printf("%s hosts after %.1f s%n", args[1], (System.nanoTime() - begun) / 1e9);
        }
    }
}
