package dev.fettle.server.agents;

import dev.fettle.server.access.ClientNetwork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** How often somebody may try to enrol from one network: whoever tries costs a signature and a question of the database. */
@Component
final class EnrolRate {
    static final int MOST = 60;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_NETWORKS = 10_000;

    private final Clock clock;
    private final Map<String, Integer> tries = new HashMap<>();
    private Instant begun = Instant.EPOCH;

    EnrolRate(Clock clock) {
        this.clock = clock;
    }

    /** @throws Refusal if there were too many tries within the minute */
    synchronized void count(String address) throws Refusal {
        Instant now = clock.instant();
        if (!now.isBefore(begun.plus(WINDOW)) || now.isBefore(begun)) {
            begun = now;
            tries.clear();
        }
        String network = ClientNetwork.of(address).orElse("");
        if (network.isEmpty()) {
            return; // this machine itself, or all that come through a proxy on it
        }
        boolean full = tries.size() >= MOST_NETWORKS && !tries.containsKey(network);
        if (full || tries.merge(network, 1, Integer::sum) > MOST) {
            throw new Refusal(
                    Refusal.TOO_OFTEN,
                    "From one network " + MOST + " hosts can be enrolled in a minute.",
                    Duration.between(now, begun.plus(WINDOW)).plusSeconds(1));
        }
    }
}
