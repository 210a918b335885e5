package dev.fettle.server.people;

import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.web.webauthn.api.AuthenticatorTransport;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.ImmutableCredentialRecord;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCose;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialType;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialUserEntityRepository;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;
import org.springframework.stereotype.Component;

/** The passkeys, in the form in which Spring Security asks for them. */
@Component
final class PasskeyStore implements UserCredentialRepository, PublicKeyCredentialUserEntityRepository {
    private final JdbcClient jdbc;

    PasskeyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public @Nullable PublicKeyCredentialUserEntity findById(Bytes handle) {
        return jdbc.sql("select name, passkey_handle from person where passkey_handle = ?")
                .param(handle.getBytes())
                .query((row, _) -> entity(row))
                .optional()
                .orElse(null);
    }

    @Override
    public @Nullable PublicKeyCredentialUserEntity findByUsername(String name) {
        return jdbc.sql("select name, passkey_handle from person where name = ? and passkey_handle is not null")
                .param(Storable.text(name))
                .query((row, _) -> entity(row))
                .optional()
                .orElse(null);
    }

    private static PublicKeyCredentialUserEntity entity(ResultSet row) throws SQLException {
        return ImmutablePublicKeyCredentialUserEntity.builder()
                .id(new Bytes(row.getBytes("passkey_handle")))
                .name(row.getString("name"))
                .displayName(row.getString("name"))
                .build();
    }

    @Override
    public void save(PublicKeyCredentialUserEntity entity) {
        jdbc.sql("update person set passkey_handle = ? where name = ? and passkey_handle is null")
                .params(entity.getId().getBytes(), Storable.text(entity.getName()))
                .update();
    }

    /** A passkey, or the handle by which all passkeys of a person call that person. */
    @Override
    public void delete(Bytes id) {
        jdbc.sql("delete from passkey where credential_id = ?")
                .param(id.getBytes())
                .update();
    }

    @Override
    public void save(CredentialRecord record) {
        jdbc.sql("""
                        insert into passkey (credential_id, person_id, label, public_key, signatures, uv_initialized,
                            backup_eligible, backup_state, transports, attestation, attestation_data, added_at, last_used_at)
                        select ?, id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? from person where passkey_handle = ?
                        on conflict (credential_id) do update set signatures = excluded.signatures,
                            uv_initialized = excluded.uv_initialized, backup_state = excluded.backup_state,
                            last_used_at = excluded.last_used_at""")
                .params(
                        record.getCredentialId().getBytes(),
                        Storable.text(record.getLabel()),
                        record.getPublicKey().getBytes(),
                        record.getSignatureCount(),
                        record.isUvInitialized(),
                        record.isBackupEligible(),
                        record.isBackupState(),
                        Storable.texts(record.getTransports().stream()
                                .map(AuthenticatorTransport::getValue)
                                .sorted()
                                .toList()),
                        new SqlParameterValue(Types.BINARY, bytes(record.getAttestationObject())),
                        new SqlParameterValue(Types.BINARY, bytes(record.getAttestationClientDataJSON())),
                        Timestamp.from(record.getCreated()),
                        Timestamp.from(record.getLastUsed()),
                        record.getUserEntityUserId().getBytes())
                .update();
    }

    private static byte @Nullable [] bytes(@Nullable Bytes bytes) {
        return bytes == null ? null : bytes.getBytes();
    }

    private static final String COLUMNS =
            "credential_id, passkey_handle, label, public_key, signatures, uv_initialized,"
                    + " backup_eligible, backup_state, transports, attestation, attestation_data, passkey.added_at, last_used_at"
                    + " from passkey join person on person.id = person_id";

    @Override
    public @Nullable CredentialRecord findByCredentialId(Bytes id) {
        return jdbc.sql("select " + COLUMNS + " where credential_id = ?")
                .param(id.getBytes())
                .query((row, _) -> record(row))
                .optional()
                .orElse(null);
    }

    @Override
    public List<CredentialRecord> findByUserId(Bytes handle) {
        return jdbc.sql("select " + COLUMNS + " where passkey_handle = ? order by passkey.added_at, credential_id")
                .param(handle.getBytes())
                .query((row, _) -> record(row))
                .list();
    }

    private static CredentialRecord record(ResultSet row) throws SQLException {
        return ImmutableCredentialRecord.builder()
                .credentialType(PublicKeyCredentialType.PUBLIC_KEY)
                .credentialId(new Bytes(row.getBytes("credential_id")))
                .userEntityUserId(new Bytes(row.getBytes("passkey_handle")))
                .label(row.getString("label"))
                .publicKey(new ImmutablePublicKeyCose(row.getBytes("public_key")))
                .signatureCount(row.getLong("signatures"))
                .uvInitialized(row.getBoolean("uv_initialized"))
                .backupEligible(row.getBoolean("backup_eligible"))
                .backupState(row.getBoolean("backup_state"))
                .transports(Storable.texts(row.getArray("transports")).stream()
                        .map(AuthenticatorTransport::valueOf)
                        .collect(Collectors.toSet()))
                .attestationObject(new Bytes(row.getBytes("attestation")))
                .attestationClientDataJSON(new Bytes(row.getBytes("attestation_data")))
                .created(row.getTimestamp("added_at").toInstant())
                .lastUsed(row.getTimestamp("last_used_at").toInstant())
                .build();
    }

    List<Passkey> of(long person) {
        return jdbc.sql("select credential_id, label, added_at, last_used_at from passkey where person_id = ?"
                        + " order by added_at, credential_id")
                .param(person)
                .query((row, _) -> new Passkey(
                        new Bytes(row.getBytes("credential_id")).toBase64UrlString(),
                        row.getString("label"),
                        row.getTimestamp("added_at").toInstant(),
                        row.getTimestamp("last_used_at").toInstant()))
                .list();
    }

    /** Whether it was there, and this person's. */
    boolean remove(long person, Bytes id) {
        return jdbc.sql("delete from passkey where person_id = ? and credential_id = ?")
                        .params(person, id.getBytes())
                        .update()
                == 1;
    }

    void removeAll(long person) {
        jdbc.sql("delete from passkey where person_id = ?").param(person).update();
    }
}
