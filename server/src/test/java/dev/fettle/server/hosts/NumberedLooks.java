package dev.fettle.server.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.Inventory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Looks at made-up hosts, each with a number that rises, from which all that it found follows. */
public final class NumberedLooks {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
    private static final int PACKAGES = 60;

    private NumberedLooks() {}

    public record Look(Instant takenAt, Inventory inventory, PendingLook pending) {}

    public static Look look(String host, int number) {
        MadeUp madeUp = new MadeUp(31L * host.hashCode() + number);
        Inventory inventory = madeUp.inventory(host, PACKAGES);
        return new Look(at(number), inventory, madeUp.pending(inventory));
    }

    public static Instant at(int number) {
        return BEGINNING.plusSeconds(number);
    }

    /** The number of the look that each host stands at, by name; fails if what a host has is not just that look. */
    public static Map<String, Integer> stored(JdbcClient jdbc, PlatformTransactionManager transactions) {
        Hosts hosts = HostParts.hosts(jdbc, transactions);
        Map<String, Integer> numbers = new HashMap<>();
        for (long id : jdbc.sql("select id from host")
                .query((row, _) -> row.getLong("id"))
                .list()) {
            HostNow now = hosts.now(new HostId(id), Scope.everything()).orElseThrow();
            Host host = now.host();
            int number = (int) Duration.between(BEGINNING, now.takenAt()).toSeconds();
            Look look = look(host.name(), number);
            assertThat(now.inventory()).as("%s, look %d", host.name(), number).isEqualTo(look.inventory());
            assertThat(now.pending().changes()).isEqualTo(look.pending().changes());
            assertThat(now.pending().unavailable()).isEqualTo(look.pending().unavailable());
            assertThat(now.pending().claims()).isEqualTo(look.pending().claims());
            assertThat(now.pending().unread()).isEqualTo(look.pending().unread());
            numbers.put(host.name(), number);
        }
        return numbers;
    }
}
