package dev.fettle.server.people;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Authenticator apps and recovery codes. */
@Component
final class FactorStore {
    private final JdbcClient jdbc;

    FactorStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param secret sealed */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Totp(byte[] secret, Instant added, long lastStep) {}

    Optional<Totp> totp(long person) {
        return jdbc.sql("select secret, added_at, last_step from totp where person_id = ?")
                .param(person)
                .query((row, _) -> new Totp(
                        row.getBytes("secret"), row.getTimestamp("added_at").toInstant(), row.getLong("last_step")))
                .optional();
    }

    /** Whether there was none yet. */
    boolean addTotp(long person, Totp totp) {
        return jdbc.sql("insert into totp (person_id, secret, added_at, last_step) values (?, ?, ?, ?)"
                                + " on conflict do nothing")
                        .params(person, totp.secret(), Timestamp.from(totp.added()), totp.lastStep())
                        .update()
                == 1;
    }

    /** Whether no code of this step or a later one was used before; from now on one was. */
    boolean useStep(long person, long step) {
        return jdbc.sql("update totp set last_step = ? where person_id = ? and last_step < ?")
                        .params(step, person, step)
                        .update()
                == 1;
    }

    /** Whether there was one. */
    boolean removeTotp(long person) {
        removeRecoveryCodes(person);
        return jdbc.sql("delete from totp where person_id = ?").param(person).update() == 1;
    }

    void replaceRecoveryCodes(long person, List<byte[]> digests) {
        removeRecoveryCodes(person);
        for (byte[] digest : digests) {
            jdbc.sql("insert into recovery_code (person_id, digest) values (?, ?)")
                    .params(person, digest)
                    .update();
        }
    }

    void removeRecoveryCodes(long person) {
        jdbc.sql("delete from recovery_code where person_id = ?").param(person).update();
    }

    int recoveryCodes(long person) {
        return jdbc.sql("select count(*)::integer as codes from recovery_code where person_id = ?")
                .param(person)
                .query((row, _) -> row.getInt("codes"))
                .single();
    }

    /** Whether it was good; it is not any more. */
    boolean useRecoveryCode(long person, byte[] digest) {
        return jdbc.sql("delete from recovery_code where person_id = ? and digest = ?")
                        .params(person, digest)
                        .update()
                == 1;
    }
}
