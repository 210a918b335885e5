package dev.fettle.server.webhooks;

import dev.fettle.server.database.Storable;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of webhooks. */
@Component
final class WebhookStore {
    private static final String ALL = "select id, name, address, events, made_by, made_at, version from webhook";

    private final JdbcClient sql;

    WebhookStore(JdbcClient sql) {
        this.sql = sql;
    }

    /** By name. */
    List<Webhook> all() {
        return sql.sql(ALL + " order by name").query((row, _) -> webhook(row)).list();
    }

    Optional<Webhook> find(long id) {
        return sql.sql(ALL + " where id = ?")
                .param(id)
                .query((row, _) -> webhook(row))
                .optional();
    }

    /** Locked until the transaction ends. */
    Optional<Webhook> lock(long id) {
        return sql.sql(ALL + " where id = ? for update")
                .param(id)
                .query((row, _) -> webhook(row))
                .optional();
    }

    int count() {
        return sql.sql("select count(*) as webhooks from webhook")
                .query((row, _) -> row.getInt("webhooks"))
                .single();
    }

    /** Gives it a number, and no secret yet; empty if another has its name. */
    Optional<Long> add(Webhook webhook) {
        return sql.sql("""
                        insert into webhook (name, address, secret, events, made_by, made_at)
                        values (?, ?, '', ?, ?, ?) on conflict (name) do nothing returning id""")
                .params(
                        Storable.text(webhook.name()),
                        webhook.address().toString(),
                        words(webhook),
                        Storable.text(webhook.madeBy()),
                        Timestamp.from(webhook.madeAt()))
                .query((row, _) -> row.getLong("id"))
                .optional();
    }

    /** Whether no other has its name. */
    boolean change(Webhook webhook) {
        return sql.sql("""
                        update webhook set name = ?, address = ?, events = ?, version = version + 1
                        where id = ? and not exists (select from webhook o where o.name = ? and o.id <> ?)""")
                        .params(
                                Storable.text(webhook.name()),
                                webhook.address().toString(),
                                words(webhook),
                                webhook.id(),
                                Storable.text(webhook.name()),
                                webhook.id())
                        .update()
                == 1;
    }

    /** @param sealed with which it signs from now on */
    void secret(long id, byte[] sealed) {
        sql.sql("update webhook set secret = ?, version = version + 1 where id = ?")
                .params(sealed, id)
                .update();
    }

    void remove(long id) {
        sql.sql("delete from webhook where id = ?").param(id).update();
    }

    private static Object words(Webhook webhook) {
        return Storable.texts(webhook.events().stream().map(EventKind::word).toList());
    }

    private static Webhook webhook(ResultSet row) throws SQLException {
        Instant madeAt = row.getTimestamp("made_at").toInstant();
        return new Webhook(
                row.getLong("id"),
                row.getString("name"),
                URI.create(row.getString("address")),
                Storable.texts(row.getArray("events")).stream()
                        .flatMap(word -> EventKind.of(word).stream())
                        .sorted()
                        .toList(),
                row.getString("made_by"),
                madeAt,
                row.getLong("version"));
    }
}
