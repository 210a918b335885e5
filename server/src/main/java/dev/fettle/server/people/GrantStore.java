package dev.fettle.server.people;

import dev.fettle.core.access.Access;
import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.database.Storable;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people, and what tokens may do. */
@Component
final class GrantStore {
    /** Whoever holds this lock changes who keeps the people; "keepers" in ASCII. */
    private static final long LOCK = 0x6b656570657273L;

    private final JdbcClient jdbc;

    GrantStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** In the order in which they were given. */
    Access of(long person) {
        return new Access(jdbc.sql("select role, scope from person_grant where person_id = ? order by id")
                .param(person)
                .query((row, _) -> grant(row))
                .list());
    }

    /** Of all people who have any. */
    Map<Long, List<Grant>> all() {
        Map<Long, List<Grant>> all = new HashMap<>();
        jdbc.sql("select person_id, role, scope from person_grant order by id")
                .query((row, _) -> all.computeIfAbsent(row.getLong("person_id"), _ -> new ArrayList<>())
                        .add(grant(row)))
                .list();
        return all;
    }

    void replace(long person, List<Grant> grants) {
        jdbc.sql("delete from person_grant where person_id = ?").param(person).update();
        for (Grant grant : grants) {
            jdbc.sql("insert into person_grant (person_id, role, scope) values (?, ?, ?)")
                    .params(person, grant.role().word(), groups(grant.scope()))
                    .update();
        }
    }

    Access ofToken(long token) {
        return new Access(jdbc.sql("select role, scope from api_token_grant where token_id = ? order by id")
                .param(token)
                .query((row, _) -> grant(row))
                .list());
    }

    void addToToken(long token, List<Grant> grants) {
        for (Grant grant : grants) {
            jdbc.sql("insert into api_token_grant (token_id, role, scope) values (?, ?, ?)")
                    .params(token, grant.role().word(), groups(grant.scope()))
                    .update();
        }
    }

    /** Until the transaction ends nobody else changes who is an administrator. */
    void holdAdministrators() {
        jdbc.sql("select pg_advisory_xact_lock(?) is null as held")
                .param(LOCK)
                .query((row, _) -> row.getBoolean("held"))
                .single();
    }

    /** Whether somebody can sign in with a password and is administrator for all hosts. */
    boolean hasAdministrator() {
        return jdbc.sql("""
                        select exists (select from person join person_grant g on g.person_id = person.id
                        where disabled_at is null and password_hash is not null
                            and role = 'administrator' and scope is null) as kept""").query((row, _) -> row.getBoolean("kept")).single();
    }

    /** Names of some who can give roles, by name. */
    List<String> administrators(int most) {
        return jdbc.sql("""
                        select distinct name from person join person_grant g on g.person_id = person.id
                        where disabled_at is null and role = 'administrator' and scope is null
                        order by name limit ?""")
                .param(most)
                .query((row, _) -> row.getString("name"))
                .list();
    }

    /** Those of this server who are administrators for all hosts and not disabled, whether they have a password or not. */
    List<String> localAdministrators() {
        return jdbc.sql("""
                        select distinct name from person join person_grant g on g.person_id = person.id
                        where disabled_at is null and issuer is null and role = 'administrator' and scope is null
                        order by name""").query((row, _) -> row.getString("name")).list();
    }

    private static Grant grant(ResultSet row) throws SQLException {
        Array groups = row.getArray("scope");
        Scope scope = groups == null
                ? Scope.everything()
                : new Scope.Groups(
                        Storable.texts(groups).stream().map(HostGroup::parse).collect(Collectors.toSet()));
        return new Grant(Role.of(row.getString("role")).orElseThrow(), scope);
    }

    private static Object groups(Scope scope) {
        return switch (scope) {
            case Scope.Everything _ -> new SqlParameterValue(Types.ARRAY, null);
            case Scope.Groups(Set<HostGroup> groups) ->
                Storable.texts(groups.stream().map(HostGroup::toString).sorted().toList());
        };
    }
}
