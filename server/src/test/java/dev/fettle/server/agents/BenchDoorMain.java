package dev.fettle.server.agents;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** A server for bench/agents.sh; prints where it is and a token, then stays until its standard input ends. */
public final class BenchDoorMain {
    private BenchDoorMain() {}

    /** Arguments: a folder, how many agents. */
    public static void main(String[] arguments) throws Exception {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("ROOT")).setLevel(ch.qos.logback.classic.Level.WARN);
        try (Door door = Door.open(Path.of(arguments[0]), Clock.systemUTC(), Map.of())) {
            System.out.println(door.url() + " "
                    + door.bean(AgentKeys.class).authority().file() + " "
                    + door.token(Integer.parseInt(arguments[1]), Duration.ofHours(2)));
            System.out.flush();
            while (System.in.read() >= 0) {
                // Until whoever measures is done.
            }
        }
    }
}
