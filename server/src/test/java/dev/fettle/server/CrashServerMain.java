package dev.fettle.server;

import com.github.kagkarlsson.shaded.jdbc.SQLRuntimeException;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.hosts.NumberedLooks;
import dev.fettle.server.hosts.RecordLook;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.SettingsReader;
import dev.fettle.server.tasks.Recurring;
import dev.fettle.server.tasks.RecurringTasks;
import dev.fettle.server.tasks.Tasks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * The real server, to be killed: starts, says {@code up PORT}, waits for a line, and then takes in made-up looks and
 * feeds as fast as it can. Says {@code ack HOST NUMBER} when a look was recorded, {@code feeding NUMBER} and the digests
 * before it changes the feeds, and {@code fed NUMBER} when they were taken in.
 *
 * <p>Arguments: data folder, folder of the feeds, first number, number of hosts.
 */
final class CrashServerMain {
    private static final int WRITERS = 4;
    private static final int PORT_OF_ADDRESS = "http://127.0.0.1:".length();

    private CrashServerMain() {}

    public static void main(String[] arguments) throws IOException {
        say("doing " + Instant.now() + " main");
        Logging.toNowhere();
        Map<String, String> options = Map.of(
                "data",
                arguments[0],
                "listen",
                "127.0.0.1:0",
                "feeds.sources",
                arguments[1],
                "feeds.every",
                "1m",
                "scan.this-machine",
                "false");
        if (!(SettingsReader.ofThisProcess().read(options, Map.of())
                instanceof SettingsReader.Outcome.Read(Settings settings))) {
            throw new IllegalArgumentException("These settings are wrong: " + options);
        }
        try (Server server =
                Server.start(settings, Clock.systemUTC(), sentence -> say("doing " + Instant.now() + " " + sentence))) {
            say("doing " + Instant.now() + " up");
            say("up " + server.address().substring(PORT_OF_ADDRESS));
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            if (in.readLine() == null) {
                return;
            }
            work(server.beans(), Path.of(arguments[1]), Integer.parseInt(arguments[2]), arguments[3]);
            say("ended " + server.ended().toCompletableFuture().join());
        } catch (StartException e) {
            say("failed " + e.getMessage());
        }
        System.exit(ServerCommands.FAILED);
    }

    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        synchronized (System.out) {
            System.out.println(line);
            System.out.flush();
        }
    }

    private static void work(ApplicationContext beans, Path feeds, int first, String hosts) {
        RecordLook recordLook = beans.getBean(RecordLook.class);
        for (int writer = 0; writer < WRITERS; writer++) {
            int own = writer;
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> untilKilled(() -> {
                        int each = Integer.parseInt(hosts) / WRITERS;
                        int[] next = new int[each];
                        Random random = new Random(first + own);
                        while (true) {
                            int which = random.nextInt(each);
                            int number = first + next[which]++;
                            String host = "host-" + (own * each + which);
                            NumberedLooks.Look look = NumberedLooks.look(host, number);
                            recordLook.record(new MachineId(host), look.takenAt(), look.inventory(), look.pending());
                            say("ack " + host + " " + number);
                        }
                    }));
        }
        Thread.ofPlatform()
                .daemon()
                .start(() -> untilKilled(() -> {
                    for (int number = first; ; number++) {
                        takeIn(beans, feeds, number);
                    }
                }));
    }

    /** What goes on until something is killed. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    /** Without its database the work ends; the server notices that itself. */
    private static void untilKilled(Work work) {
        try {
            work.run();
        } catch (DataAccessException | TransactionException | SQLRuntimeException e) {
            say("cut off " + e.getClass().getSimpleName());
        } catch (IOException | RuntimeException | Error bug) {
            say("bug " + bug);
        }
    }

    private static void takeIn(ApplicationContext beans, Path folder, int number) throws IOException {
        Map<String, byte[]> files = CrashFeeds.files(number);
        List<String> digests = files.values().stream().map(CrashFeeds::sha256).toList();
        say("feeding " + number + " " + String.join(" ", digests));
        CrashFeeds.write(folder, files);
        Tasks tasks = beans.getBean(Tasks.class);
        Recurring refresh = beans.getBeansOfType(RecurringTasks.class).values().stream()
                .<Recurring>flatMap(each -> each.tasks().stream())
                .filter(each -> each.name().startsWith("feed "))
                .findFirst()
                .orElseThrow();
        JdbcClient jdbc = beans.getBean(JdbcClient.class);
        long taken;
        do {
            tasks.runNow(refresh);
            LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
            taken = jdbc.sql("select count(*) as taken from feed where sha256 in (?, ?, ?) and health = 'good'")
                    .params(digests)
                    .query((row, _) -> row.getLong("taken"))
                    .single();
        } while (taken < digests.size());
        say("fed " + number);
    }
}
