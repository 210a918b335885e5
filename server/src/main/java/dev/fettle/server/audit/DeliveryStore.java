package dev.fettle.server.audit;

import dev.fettle.server.database.Storable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Up to which checkpoint each place outside has them. */
@Component
final class DeliveryStore {
    private final JdbcClient jdbc;

    DeliveryStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param number of the last checkpoint that it has
     * @param failures in a row
     * @param message why the last attempt failed; empty if it did not
     */
    record Delivery(String target, long number, int failures, Instant triedAt, String message) {}

    Optional<Delivery> find(String target) {
        return all().stream().filter(each -> each.target().equals(target)).findFirst();
    }

    List<Delivery> all() {
        return jdbc.sql("select target, number, failures, tried_at, message from audit_delivery order by target")
                .query((row, _) -> new Delivery(
                        row.getString("target"),
                        row.getLong("number"),
                        row.getInt("failures"),
                        row.getTimestamp("tried_at").toInstant(),
                        row.getString("message")))
                .list();
    }

    void put(Delivery delivery) {
        jdbc.sql("""
                        insert into audit_delivery (target, number, failures, tried_at, message) values (?, ?, ?, ?, ?)
                        on conflict (target) do update set number = excluded.number, failures = excluded.failures,
                            tried_at = excluded.tried_at, message = excluded.message""")
                .params(
                        Storable.text(delivery.target()),
                        delivery.number(),
                        delivery.failures(),
                        Timestamp.from(delivery.triedAt()),
                        Storable.text(delivery.message()))
                .update();
    }
}
