package dev.fettle.server.hosts;

import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Exposure;
import dev.fettle.server.api.lists.Where;
import dev.fettle.server.database.Storable;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The rules that say what hosts are, whom they fit, and what is said of hosts by them. */
@Component
final class HostRuleStore {
    /** The number of the lock; "rules" in ASCII. */
    private static final long LOCK = 0x72756c6573L;

    private static final String RULES =
            "select id, position, name, condition, tags, owner, environment, criticality, exposure, version from host_rule";

    private final JdbcClient jdbc;

    HostRuleStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Until the transaction ends, no rule changes. Whoever locks hosts takes this first, so that nobody who applies rules to
     * all of them waits crosswise.
     */
    void share() {
        jdbc.sql("select pg_advisory_xact_lock_shared(?)::text as locked")
                .param(LOCK)
                .query((row, _) -> row.getString("locked"))
                .optional();
    }

    /** Until the transaction ends, nobody else changes rules or hosts. */
    void alone() {
        jdbc.sql("select pg_advisory_xact_lock(?)::text as locked")
                .param(LOCK)
                .query((row, _) -> row.getString("locked"))
                .optional();
    }

    /** By position. */
    List<HostRule> all() {
        return jdbc.sql(RULES + " order by position, id")
                .query((row, _) -> rule(row))
                .list();
    }

    Optional<HostRule> find(long id) {
        return jdbc.sql(RULES + " where id = ?")
                .param(id)
                .query((row, _) -> rule(row))
                .optional();
    }

    /** Gives it a number; empty if another has its name. */
    Optional<Long> add(HostRule rule) {
        return jdbc.sql("""
                        insert into host_rule (position, name, condition, tags, owner, environment, criticality, exposure)
                        values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (name) do nothing returning id""")
                .params(columns(rule))
                .query((row, _) -> row.getLong("id"))
                .optional();
    }

    void change(HostRule rule) {
        jdbc.sql("""
                        update host_rule set position = ?, name = ?, condition = ?, tags = ?, owner = ?, environment = ?,
                            criticality = ?, exposure = ?, version = version + 1 where id = ?""").params(columns(rule)).param(rule.id()).update();
    }

    /** All but number and version, in the order of the statements. */
    private static List<Object> columns(HostRule rule) {
        HostRule.Says says = rule.says();
        return List.of(
                rule.position(),
                Storable.text(rule.name()),
                Storable.text(rule.condition()),
                Storable.texts(says.tags().stream().sorted().toList()),
                Storable.text(says.owner()),
                Storable.text(says.environment()),
                word(says.criticality()),
                word(says.exposure()));
    }

    void remove(long id) {
        jdbc.sql("delete from host_rule where id = ?").param(id).update();
    }

    private static SqlParameterValue word(@Nullable Enum<?> value) {
        return new SqlParameterValue(
                Types.VARCHAR, value == null ? null : value.name().toLowerCase(Locale.ROOT));
    }

    private static HostRule rule(ResultSet row) throws SQLException {
        String criticality = row.getString("criticality");
        String exposure = row.getString("exposure");
        return new HostRule(
                row.getLong("id"),
                row.getInt("position"),
                row.getString("name"),
                row.getString("condition"),
                new HostRule.Says(
                        Set.copyOf(Storable.texts(row.getArray("tags"))),
                        row.getString("owner"),
                        row.getString("environment"),
                        criticality == null ? null : Criticality.valueOf(criticality.toUpperCase(Locale.ROOT)),
                        exposure == null ? null : Exposure.valueOf(exposure.toUpperCase(Locale.ROOT))),
                row.getLong("version"));
    }

    /** Which of these conditions each host fits, those left out that fit none; all in one pass. */
    Map<HostId, BitSet> fitting(List<Where> conditions, @Nullable HostId only) {
        StringBuilder sql = new StringBuilder("select host.id");
        List<Object> parameters = new ArrayList<>();
        for (int i = 0; i < conditions.size(); i++) {
            sql.append(", coalesce(")
                    .append(conditions.get(i).sql())
                    .append(", false) as r")
                    .append(i);
            parameters.addAll(conditions.get(i).parameters());
        }
        sql.append(HostListStore.FROM).append(" where host.removed_at is null");
        if (only != null) {
            sql.append(" and host.id = ").append(only.value());
        }
        Map<HostId, BitSet> fitting = new HashMap<>();
        jdbc.sql(sql.toString()).params(parameters).query((ResultSet row) -> {
            BitSet fits = new BitSet();
            for (int i = 0; i < conditions.size(); i++) {
                fits.set(i, row.getBoolean(i + 2));
            }
            if (!fits.isEmpty()) {
                fitting.put(new HostId(row.getLong(1)), fits);
            }
        });
        return fitting;
    }

    /** What is said of all hosts, or of one. */
    List<HostFacts> facts(@Nullable HostId only) {
        return jdbc.sql("""
                        select id, machine, name, added_at, tags, owner, environment, criticality, exposure, version, removed_at,
                            removed_by, removed_because, merged_into, own_tags, refused_tags, said, ruled_tags, tag_rules,
                            owner_rule, environment_rule, criticality_rule, exposure_rule
                        from host where removed_at is null""" + (only == null ? "" : " and id = " + only.value()) + " order by id")
                .query((row, _) -> facts(row))
                .list();
    }

    private static HostFacts facts(ResultSet row) throws SQLException {
        Host host = HostStore.host(row);
        List<String> ruled = Storable.texts(row.getArray("ruled_tags"));
        Long[] by = longs(row.getArray("tag_rules"));
        Map<String, Long> tags = new TreeMap<>();
        for (int i = 0; i < ruled.size(); i++) {
            tags.put(ruled.get(i), by[i]);
        }
        Map<String, Long> rules = new TreeMap<>();
        for (String fact : List.of(HostFacts.OWNER, HostFacts.ENVIRONMENT, HostFacts.CRITICALITY, HostFacts.EXPOSURE)) {
            long rule = row.getLong(fact + "_rule");
            if (!row.wasNull()) {
                rules.put(fact, rule);
            }
        }
        return new HostFacts(
                host.id(),
                host.name(),
                host.described(),
                Set.copyOf(Storable.texts(row.getArray("own_tags"))),
                Set.copyOf(Storable.texts(row.getArray("refused_tags"))),
                Set.copyOf(Storable.texts(row.getArray("said"))),
                tags,
                rules);
    }

    private static Long[] longs(Array column) throws SQLException {
        return (Long[]) column.getArray();
    }

    /** Writes what is said by rules from now on; what people have said stays. */
    void put(Collection<HostFacts> all) {
        List<HostFacts> sorted = List.copyOf(all);
        jdbc.sql("""
                        update host set tags = n.tags::text[], owner = n.owner, environment = n.environment,
                            criticality = n.criticality, exposure = n.exposure, ruled_tags = n.ruled_tags::text[],
                            tag_rules = n.tag_rules::bigint[], owner_rule = n.owner_rule,
                            environment_rule = n.environment_rule, criticality_rule = n.criticality_rule,
                            exposure_rule = n.exposure_rule, version = host.version + 1, changed = pg_current_xact_id()
                        from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as n (id, tags, owner, environment, criticality,
                            exposure, ruled_tags, tag_rules, owner_rule, environment_rule, criticality_rule, exposure_rule)
                        where host.id = n.id""")
                .params(
                        numbers(sorted, each -> each.host().value()),
                        texts(
                                sorted,
                                each -> Interned.array(each.described().labels().tags().stream()
                                        .sorted()
                                        .toList())),
                        texts(sorted, each -> each.described().labels().owner()),
                        texts(sorted, each -> each.described().labels().environment()),
                        texts(
                                sorted,
                                each -> each.described().criticality().name().toLowerCase(Locale.ROOT)),
                        texts(sorted, each -> each.described().exposure().name().toLowerCase(Locale.ROOT)),
                        texts(
                                sorted,
                                each -> Interned.array(each.ruledTags().keySet().stream()
                                        .sorted()
                                        .toList())),
                        texts(
                                sorted,
                                each -> each.ruledTags().keySet().stream()
                                        .sorted()
                                        .map(tag ->
                                                String.valueOf(each.ruledTags().get(tag)))
                                        .collect(java.util.stream.Collectors.joining(",", "{", "}"))),
                        numbers(sorted, each -> each.rule(HostFacts.OWNER)),
                        numbers(sorted, each -> each.rule(HostFacts.ENVIRONMENT)),
                        numbers(sorted, each -> each.rule(HostFacts.CRITICALITY)),
                        numbers(sorted, each -> each.rule(HostFacts.EXPOSURE)))
                .update();
    }

    private static SqlArrayValue texts(List<HostFacts> all, Function<HostFacts, String> text) {
        return new SqlArrayValue("text", all.stream().map(text).toArray());
    }

    private static SqlArrayValue numbers(List<HostFacts> all, Function<HostFacts, @Nullable Long> number) {
        return new SqlArrayValue("bigint", all.stream().map(number).toArray());
    }

    /** Takes back what people have said of a host; rules are to be applied then. */
    void forget(HostId host) {
        jdbc.sql("""
                        update host set own_tags = '{}', refused_tags = '{}', said = '{}', version = version + 1,
                            changed = pg_current_xact_id() where id = ?""").param(host.value()).update();
    }
}
