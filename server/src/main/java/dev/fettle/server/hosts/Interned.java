package dev.fettle.server.hosts;

import dev.fettle.server.database.Storable;
import dev.fettle.server.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * A table of distinct values, each of which bears one number for ever. Its rows have an {@code id}, a {@code digest}
 * and columns of text.
 */
final class Interned {
    /** The number of the lock that all transactions with new values take; "fettle" in ASCII. */
    private static final long NEW_VALUES = 0x666574746c65L;

    private final JdbcClient jdbc;
    private final String table;
    private final List<String> columns;
    private final List<String> types;

    /** @param columns {@code name type} each; a value's texts are cast to these types */
    Interned(JdbcClient jdbc, String table, String... columns) {
        this.jdbc = jdbc;
        this.table = table;
        this.columns = Arrays.stream(columns)
                .map(each -> each.substring(0, each.indexOf(' ')))
                .toList();
        this.types = Arrays.stream(columns)
                .map(each -> each.substring(each.indexOf(' ') + 1))
                .toList();
    }

    /** One value: a text for each column; null where the column may be. Arrays are written as PostgreSQL writes them. */
    record Value(List<@Nullable String> texts) {
        static Value of(@Nullable String... texts) {
            List<@Nullable String> stored = new ArrayList<>(texts.length);
            for (String text : texts) {
                stored.add(Storable.orNull(text));
            }
            return new Value(stored);
        }

        private byte[] digest() {
            MessageDigest sha256 = Sha256.begin();
            for (String text : texts) {
                byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
                String frame = text == null ? "-;" : bytes.length + ":";
                sha256.update(frame.getBytes(StandardCharsets.US_ASCII));
                sha256.update(bytes);
            }
            return sha256.digest();
        }
    }

    /**
     * The numbers of the values, in their order; new values get new ones. A transaction with new values makes others with
     * new values wait until it ends, so that two can never wait for each other crosswise.
     */
    int[] ids(List<Value> values) {
        Map<String, Value> byDigest = new TreeMap<>();
        List<String> digests = new ArrayList<>(values.size());
        HexFormat hex = HexFormat.of();
        for (Value value : values) {
            String digest = hex.formatHex(value.digest());
            digests.add(digest);
            byDigest.put(digest, value);
        }
        Map<String, Integer> known = find(List.copyOf(byDigest.keySet()));
        if (known.size() < byDigest.size()) {
            jdbc.sql("select pg_advisory_xact_lock(?)")
                    .param(NEW_VALUES)
                    .query((_, _) -> true)
                    .single();
            known.putAll(find(without(byDigest.keySet(), known.keySet())));
            Map<String, Value> missing = new LinkedHashMap<>(byDigest);
            missing.keySet().removeAll(known.keySet());
            insert(missing);
            known.putAll(find(List.copyOf(missing.keySet())));
        }
        return digests.stream().mapToInt(digest -> id(known, digest)).toArray();
    }

    private static List<String> without(Set<String> all, Set<String> others) {
        return all.stream().filter(each -> !others.contains(each)).toList();
    }

    private int id(Map<String, Integer> known, String digest) {
        Integer id = known.get(digest);
        if (id == null) {
            throw new IllegalStateException("The value " + digest + " was stored in " + table + " and is not there.");
        }
        return id;
    }

    private Map<String, Integer> find(List<String> digests) {
        return jdbc
                .sql("select encode(digest, 'hex') as digest, id from " + table
                        + " where digest = any (select decode(d, 'hex') from unnest(?) as d)")
                .param(new SqlArrayValue("text", digests.toArray()))
                .query((row, _) -> Map.entry(row.getString("digest"), row.getInt("id")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void insert(Map<String, Value> values) {
        StringBuilder cast = new StringBuilder();
        StringBuilder arrays = new StringBuilder("?");
        StringBuilder names = new StringBuilder("d");
        for (int i = 0; i < columns.size(); i++) {
            cast.append(", c").append(i).append("::").append(types.get(i));
            arrays.append(", ?");
            names.append(", c").append(i);
        }
        JdbcClient.StatementSpec statement = jdbc.sql("insert into " + table + " (digest, "
                + String.join(", ", columns) + ") select decode(d, 'hex')" + cast + " from unnest(" + arrays
                + ") as t ("
                + names + ") on conflict (digest) do nothing");
        statement = statement.param(new SqlArrayValue("text", values.keySet().toArray()));
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            Object[] texts = values.values().stream()
                    .map(value -> value.texts().get(column))
                    .toArray();
            statement = statement.param(new SqlArrayValue("text", texts));
        }
        statement.update();
    }

    /** A list of texts as PostgreSQL writes a {@code text[]}. */
    static String array(List<String> texts) {
        return texts.stream()
                .map(text -> "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
