package dev.fettle.server.database.backup;

import dev.fettle.server.TestDatabase;
import dev.fettle.server.database.DatabaseException;
import dev.fettle.server.database.Login;
import dev.fettle.server.database.Schema;
import dev.fettle.server.hosts.MadeUpFleet;
import java.io.IOException;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Databases for tests of the backup, empty or with rows in every table. */
final class Filled {
    static final String SERVER_PASSWORD = "a-password-of-the-tests-0";
    private static final String FULL = """
            set search_path to fettle;
            insert into person (name, password_hash, added_at) values ('ann', '{bcrypt}x', now()), (E'bö\\t\\n\\\\N', E'\\\\.', now());
            insert into changelog_claim (digest, source, version, since, complete, mentions)
                values ('\\x00ff', 'openssl', '3-1', '2', true, array['CVE-2026-1', E'a,"b"\\\\\\n{}', '']);
            insert into run (kind, about, state, step, done, total, started_at, last_sign_at, ended_at, message)
                values ('scan', 'x', 'done', '', 1, 2, now(), now(), now(), E'\\n\\\\.\\n'),
                       ('feed', '', 'running', E'\\u2028', 0, 9000000000, '-infinity', 'infinity', null, '');
            delete from run where kind = 'scan';
            insert into feed values ('s', 'l', 'n', 'KEV', 'good', '', 1, '', '', now(), null, now(), 1, 2, 3);
            insert into demo (begun) values ('2026-11-20');
            insert into last_alive (at) values (now());
            insert into person_grant (person_id, role, scope) select id, 'viewer', array['tag:a b', E'owner:\\N'] from person;
            insert into totp select id, '\\x00ff', now(), 5 from person limit 1;
            insert into recovery_code select id, '\\x01' from person;
            insert into passkey select '\\x02', id, E'\\t', '\\x03', 1, true, false, false, '{}', null, null, now(), now()
                from person limit 1;
            insert into api_token (person_id, name, digest, hint, made_at, expires_at)
                select id, 'ci', '\\x04', 'abcd', now(), now() from person limit 1;
            insert into api_token_grant (token_id, role) select id, 'auditor' from api_token;
            insert into audit_key values (decode(repeat('ab', 32), 'hex'), '\\x05', now());
            insert into audit_seal select row_number() over (order by id), id, decode(repeat('cd', 32), 'hex'),
                decode(repeat('ef', 32), 'hex') from audit_entry order by id limit 3;
            insert into audit_checkpoint select 3, decode(repeat('ef', 32), 'hex'), now(), key_id, '\\x06' from audit_key;
            insert into audit_delivery values ('mail', 3, 1, now(), E'\\n');
            insert into audit_settings values ('data', '/var/lib/fettle');
            insert into host_order (id, host_id, agent_id, kind, changing, about, signed, asked_by, reason, issued_at,
                    expires_at, seconds, state, ended_at, failure, message, report, touched_at)
                select gen_random_uuid(), id, gen_random_uuid(), 'reboot', true, E'\\N', '\\x7b7d', 'ann', E'a\\tb', now(), now(), 60,
                    'failed', now(), 'script', E'\\u2028', '\\x0a', now() from host order by id limit 2;
            insert into agent (id, host_id, machine, name, program, key_digest, state, enrolled_at, certificate_until,
                    address, earlier_runs, survey_digest, survey)
                select gen_random_uuid(), id, machine, E'web\\t', '1', '\\x0b', 'active', now(), now(), '192.0.2.1',
                    array[gen_random_uuid()], '\\x0c', '\\x0d' from host order by id limit 1;
            insert into change (title, type, ticket, wish, state, drafted_by, drafted_at, edited_by, plan, plan_hash, planned_at,
                    hosts, left_open, findings, round, author, proposer, needed, content, touched_at)
                values (E'a\\tb', 'normal', '', '\\x0a', 'proposed', 'ann', now(), 'ann', '\\x0b', 'ab', now(), 1, 0, 2, 1,
                    'ann', 'ann', 2, 'ab', now());
            insert into change_approval select number, 1, 'bob', 'ab', now() from change;
            insert into change_host select c.number, h.id from change c, (select id from host order by id limit 1) h;
            insert into rollout (change_number, title, plan, plan_hash, start_at, back_any_time, started_by, started_at, stage,
                    stage_form, counts, tolerances, next_begin, heard_since, ticked_at, touched_at)
                select number, E'a\\tb', '\\x0b', 'ab', now(), true, 'ann', now(), 'scheduled', '{"stage":"scheduled"}',
                    array[1, 0], array[-1, -1, 0], now(), now(), now(), now() from change;
            insert into rollout_host (rollout, place, host_id, state, at, why)
                select r.number, 0, h.id, 'failed', now(), E'\\u2028' from rollout r, (select id from host order by id limit 1) h;
            insert into rollout_order (rollout, place, seq, deed, order_number)
                select r.number, 0, 1, 'roll-back', (select min(number) from host_order) from rollout r;
            insert into change_alert (change_number, round, raised_at, acknowledged_by, acknowledged_at)
                select number, 1, now(), E'a\\nb', now() from change;
            insert into webhook (name, address, secret, events, made_by, made_at)
                values (E'w\\t', 'https://hooks.example.org/', '\\x0f', '{change.approved}', 'ann', now());
            insert into rollout_watch (rollout, place, order_number, asked_at)
                select r.number, 0, (select min(number) from host_order), now() from rollout r;
            insert into change_fact (rollout, place, change_number, host_id, host_name, outcome, why, package_set, packages, bytes,
                    reboot, started_at, ended_at, install_seconds)
                select number, 0, change_number, 1, E'web\\t', 'failed', E'\\u2028', 'ab', 1, 2, false, now(), now(), 0.1 from rollout;
            insert into incident (change_number, what, began_at, down_minutes, told_by, told_at)
                select number, E'a\\tb', now(), null, 'ann', now() from change;
            insert into enrolment_token (digest, note, uses, uses_left, made_by, made_at, expires_at)
                values ('\\x0e', 'n', 1, 1, 'ann', now(), now());
            insert into ssh_host (address, port, login, keys, added_at, due_at)
                values ('192.0.2.1', 22, 'fettle', array[E'ssh-ed25519\\tA'], now(), now());
            insert into host_told_apart
                select a.id, b.id, 'ann', now(), E'\\t' from host a join host b on a.id < b.id order by 1, 2 limit 1;
            insert into host_rule (position, name, condition, tags, owner, environment)
                values (1, E'\\N', 'name==a', array['x'], 'ann', '');
            insert into maintenance_window (name, condition, first_start, rule, minutes, zone, except_days, note) values
                ('w', 'name==a', timestamp '2026-01-01 02:00', 'FREQ=MONTHLY;BYDAY=3TU', 120, 'Europe/Berlin',
                    array[date '2026-12-15'], E'\\t'),
                (E'\\N', '', timestamp '2027-01-01 02:00', '', 60, 'UTC', '{}', '');
            insert into change_freeze (name, condition, first_moment, last_moment, zone, note) values
                ('f', '', timestamp '2026-12-20 00:00', timestamp '2027-01-07 00:00', 'UTC', E'a\\nb');
            insert into host_group (name, condition, note) values ('g', 'name==b', E'\\n');
            update host set removed_at = now(), removed_by = 'ann', removed_because = E'a\\tb', merged_into = (
                select min(id) from host) where id = (select max(id) from host);
            insert into one_time_link select '\\x07', id, now(), now() from person limit 1;
            insert into known_browser select '\\x08', id, now() from person limit 1;
            insert into sign_in_brake values ('\\x09', 3, now());
            insert into first_sign_in values ('\\x01', now(), now());
            insert into spring_session values ('a', 'b', 1, 1, 1, 1, null);
            insert into scheduled_tasks (task_name, task_instance, picked, version) values ('t', 'i', false, 1);
            """;

    private static final List<TestDatabase> MADE = new ArrayList<>();

    private Filled() {}

    /** An empty database, until {@link #dropAll}. */
    static TestDatabase none() {
        TestDatabase database = TestDatabase.fresh();
        MADE.add(database);
        return database;
    }

    static void dropAll() throws SQLException {
        for (TestDatabase database : MADE) {
            database.drop();
        }
        MADE.clear();
    }

    static Login login(TestDatabase database) {
        return new Login(database.url(), database.user(), database.password());
    }

    static Schema schema(TestDatabase database) {
        return new Schema(login(database));
    }

    /** Migrated, with some hosts and something in every other table. */
    static TestDatabase some(int hosts) throws SQLException, DatabaseException {
        TestDatabase database = none();
        schema(database).prepare(SERVER_PASSWORD);
        MadeUpFleet fleet = fleet(database);
        for (int host = 0; host < hosts; host++) {
            fleet.look(host, 0);
            fleet.look(host, 1);
        }
        execute(database, FULL);
        return database;
    }

    static MadeUpFleet fleet(TestDatabase database) {
        return new MadeUpFleet(
                new DriverManagerDataSource(
                        database.url() + "?currentSchema=fettle", database.user(), database.password()),
                1,
                40);
    }

    static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows of each table that a backup holds, in an order that does not depend on how they are stored. */
    static Map<String, String> rows(TestDatabase database) throws SQLException, IOException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            TableCopies copies = new TableCopies(connection);
            copies.settle();
            Map<String, String> rows = new TreeMap<>();
            for (TableCopies.Shape table : copies.tables()) {
                StringWriter text = new StringWriter();
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut(
                                "copy (select " + String.join(", ", table.columns()) + " from fettle." + table.name()
                                        + " t order by t::text collate \"C\") to stdout",
                                text);
                rows.put(table.name(), text.toString());
            }
            return rows;
        }
    }

    /** No table of the schema has rows, or there is no schema. */
    static boolean isEmpty(TestDatabase database) throws SQLException, IOException {
        try (Connection connection = database.connect()) {
            return Schema.version(connection).isEmpty()
                    || rows(database).values().stream().allMatch(String::isEmpty);
        }
    }
}
