package dev.fettle.server.hosts;

import dev.fettle.server.audit.Audit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** The parts of the hosts' slice, put together without a server. */
final class HostParts {
    private HostParts() {}

    static Hosts hosts(JdbcClient jdbc, PlatformTransactionManager transactions) {
        return new Hosts(
                new HostStore(jdbc),
                new InventoryStore(jdbc),
                new HostListStore(jdbc, (_, _) -> OptionalInt.empty(), new NobodyIsSilent()),
                new PendingStore(jdbc),
                new DuplicateStore(jdbc),
                transactions);
    }

    static RecordLook recordLook(JdbcClient jdbc, Audit audit, PlatformTransactionManager transactions) {
        return new RecordLook(
                new HostStore(jdbc), new InventoryStore(jdbc), new PendingStore(jdbc), audit, transactions);
    }

    private static final class NobodyIsSilent implements Presence {
        @Override
        public Optional<Instant> silentSince(HostId host, Instant takenAt) {
            return Optional.empty();
        }

        @Override
        public Late late() {
            return new Late(Instant.EPOCH, Instant.EPOCH);
        }

        @Override
        public HostContact contact(HostId host, Instant takenAt) {
            return new HostContact(null, null, List.of());
        }
    }
}
