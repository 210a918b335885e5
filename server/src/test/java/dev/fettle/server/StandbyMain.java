package dev.fettle.server;

import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.SettingsReader;
import java.time.Clock;
import java.util.Map;

/**
 * The real server with standby, to be killed. Says {@code doing} and what it does, {@code up} when it is up, and
 * {@code ended} and why. Where the database is, the environment says.
 *
 * <p>Arguments: data folder, folder of the feeds, port.
 */
public final class StandbyMain {
    private StandbyMain() {}

    public static void main(String[] arguments) {
        Logging.toNowhere();
        Map<String, String> options = Map.of(
                "data",
                arguments[0],
                "listen",
                "127.0.0.1:" + arguments[2],
                "feeds.sources",
                arguments[1],
                "scan.this-machine",
                "false",
                "database.standby",
                "true");
        if (!(SettingsReader.ofThisProcess().read(options, System.getenv())
                instanceof SettingsReader.Outcome.Read(Settings settings))) {
            throw new IllegalArgumentException("These settings are wrong: " + options);
        }
        try (Server server = Server.start(settings, Clock.systemUTC(), sentence -> say("doing " + sentence))) {
            say("up");
            say("ended " + server.ended().toCompletableFuture().join());
        } catch (StartException e) {
            say("failed " + e.getMessage());
        }
        System.exit(ServerCommands.FAILED);
    }

    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
