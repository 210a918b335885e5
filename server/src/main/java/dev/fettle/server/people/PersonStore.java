package dev.fettle.server.people;

import dev.fettle.core.access.Access;
import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.database.Storable;
import java.sql.Array;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The people who may sign in, and the code for the first of them. */
@Component
final class PersonStore {
    private final JdbcClient jdbc;

    PersonStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Person(String name, String passwordHash) {}

    Optional<Person> find(String name) {
        return jdbc.sql("select name, password_hash from person where name = ?")
                .param(Storable.text(name))
                .query((row, _) -> new Person(row.getString("name"), row.getString("password_hash")))
                .optional();
    }

    boolean isEmpty() {
        return jdbc.sql("select not exists (select from person) as empty")
                .query((row, _) -> row.getBoolean("empty"))
                .single();
    }

    void replaceCode(byte[] digest, Instant now, Instant until) {
        jdbc.sql("delete from first_sign_in").update();
        jdbc.sql("insert into first_sign_in (token_digest, made_at, expires_at) values (?, ?, ?)")
                .params(digest, Timestamp.from(now), Timestamp.from(until))
                .update();
    }

    boolean isCode(byte[] digest, Instant now) {
        return jdbc.sql("select exists (select from first_sign_in where token_digest = ? and expires_at > ?) as good")
                .params(digest, Timestamp.from(now))
                .query((row, _) -> row.getBoolean("good"))
                .single();
    }

    /** Whether the code was good; it is not any more. */
    boolean useCode(byte[] digest, Instant now) {
        return jdbc.sql("delete from first_sign_in where token_digest = ? and expires_at > ?")
                        .params(digest, Timestamp.from(now))
                        .update()
                == 1;
    }

    /** What somebody may do now; empty if there is nobody of this name. */
    Optional<Access> access(String name) {
        record Row(@Nullable String role, @Nullable List<String> groups) {}
        List<Row> rows = jdbc.sql("""
                        select g.role, g.scope from person p left join person_grant g on g.person_id = p.id
                        where p.name = ? order by g.id""")
                .param(Storable.text(name))
                .query((row, _) -> {
                    Array scope = row.getArray("scope");
                    return new Row(row.getString("role"), scope == null ? null : Storable.texts(scope));
                })
                .list();
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new Access(rows.stream()
                        .flatMap(row -> Stream.ofNullable(row.role()).map(role -> grant(role, row.groups())))
                        .toList()));
    }

    private static Grant grant(String role, @Nullable List<String> groups) {
        Scope scope = groups == null
                ? Scope.everything()
                : new Scope.Groups(groups.stream().map(HostGroup::parse).collect(Collectors.toSet()));
        return new Grant(Role.of(role).orElseThrow(), scope);
    }

    void grant(String name, Grant grant) {
        jdbc.sql("insert into person_grant (person_id, role, scope) select id, ?, ? from person where name = ?")
                .params(grant.role().word(), groups(grant.scope()), Storable.text(name))
                .update();
    }

    private static Object groups(Scope scope) {
        return switch (scope) {
            case Scope.Everything _ -> new SqlParameterValue(Types.ARRAY, null);
            case Scope.Groups(Set<HostGroup> groups) ->
                Storable.texts(groups.stream().map(HostGroup::toString).sorted().toList());
        };
    }

    /** Whether this was the first; nobody is added otherwise. */
    boolean addFirst(String name, String passwordHash, Instant now) {
        return jdbc.sql("""
                                insert into person (name, password_hash, added_at)
                                select ?, ?, ? where not exists (select from person)""").params(name, passwordHash, Timestamp.from(now)).update() == 1;
    }
}
