package dev.fettle.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.audit.Tampering.Kind;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ChainVerifierTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456Z");

    private final KeyPair pair = pair();
    private final VerificationKey key =
            VerificationKey.ofDer(Octets.of(pair.getPublic().getEncoded()));
    private final List<ChainPart> parts = new ArrayList<>();
    private Octets hash = AuditChain.START;
    private long last;

    static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static AuditEntry entry(long number, String why) {
        return new AuditEntry(
                number,
                NOON.plusSeconds(number),
                Actor.person("ann", "administrator", "192.0.2.7", "r-" + number),
                new Deed(
                        "person.renamed",
                        new AuditSubject("person", "7", "bob"),
                        Map.of("name", "bob"),
                        Map.of("name", "rob"),
                        why),
                Octets.of(new byte[AuditEntry.SALT_BYTES]));
    }

    private ChainPart.Told told(AuditEntry entry) {
        hash = AuditChain.next(hash, entry.digest());
        last = entry.number();
        return new ChainPart.Told(entry, entry.digest(), hash);
    }

    private void entries(int count) {
        for (int i = 0; i < count; i++) {
            parts.add(told(entry(last + 1, "")));
        }
    }

    private Checkpoint checkpoint() {
        return Checkpoint.sign(last, hash, NOON, key, pair.getPrivate());
    }

    private ChainVerdict verify(List<ChainPart> chain, Checkpoint... known) {
        return follow(ChainVerifier.begin(List.of(key), List.of(known), 1, AuditChain.START), chain);
    }

    private static ChainVerdict follow(ChainVerifier verifier, List<ChainPart> chain) {
        ChainVerifier at = verifier;
        for (ChainPart part : chain) {
            at = at.next(part);
        }
        return at.end();
    }

    private void tampered(ChainVerdict verdict, Kind kind, long from, long to) {
        assertThat(verdict.tampering()).hasValueSatisfying(found -> {
            assertThat(found.kind()).as(found.sentence()).isEqualTo(kind);
            assertThat(found.from()).as(found.sentence()).isEqualTo(from);
            assertThat(found.to()).as(found.sentence()).isEqualTo(to);
        });
    }

    @Test
    void an_untouched_chain_is_proven_up_to_its_last_checkpoint() {
        entries(5);
        parts.add(new ChainPart.Signed(checkpoint()));

        ChainVerdict verdict = verify(parts);
        assertThat(verdict.proven()).isTrue();
        assertThat(verdict.signedTo()).isEqualTo(5);
        assertThat(verdict.told()).isEqualTo(5);

        entries(2);
        verdict = verify(parts);
        assertThat(verdict.tampering()).isEmpty();
        assertThat(verdict.proven()).isFalse();
        assertThat(verdict.signedTo()).isEqualTo(5);
        assertThat(verdict.last()).isEqualTo(7);
    }

    @Test
    void nothing_at_all_proves_nothing() {
        assertThat(verify(List.of()).proven()).isFalse();
    }

    @Test
    void withheld_entries_leave_the_rest_provable() {
        entries(9);
        parts.add(new ChainPart.Signed(checkpoint()));
        for (int at : new int[] {1, 2, 3, 6, 7}) {
            ChainPart.Told part = (ChainPart.Told) parts.get(at);
            parts.set(at, new ChainPart.Withheld(part.entry().number(), part.digest()));
        }

        ChainVerdict verdict = verify(parts);
        assertThat(verdict.proven()).isTrue();
        assertThat(verdict.told()).isEqualTo(4);

        ChainPart.Withheld other = new ChainPart.Withheld(3, AuditChain.START);
        parts.set(2, other);
        tampered(verify(parts), Kind.CHANGED, 2, 5);
    }

    @Test
    void a_chain_may_begin_in_the_middle_if_a_checkpoint_covers_it() {
        entries(4);
        Octets before = hash;
        entries(3);
        ChainVerifier verifier = ChainVerifier.begin(List.of(key), List.of(checkpoint()), 5, before);

        assertThat(follow(verifier, parts.subList(4, 7)).proven()).isTrue();
        assertThat(ChainVerifier.begin(List.of(key), List.of(), 2, AuditChain.START)
                        .end()
                        .tampering())
                .isPresent();
        assertThat(ChainVerifier.begin(List.of(key), List.of(), 1, before).end().tampering())
                .isPresent();
    }

    @Test
    void a_rewritten_chain_is_found_by_the_next_checkpoint() {
        entries(4);
        Checkpoint old = checkpoint();
        parts.add(new ChainPart.Signed(old));
        Octets middle = hash;
        entries(6);
        Checkpoint kept = checkpoint();
        List<ChainPart> rewritten = new ArrayList<>(parts.subList(0, 5));
        hash = middle;
        last = 4;
        for (int number = 5; number <= 10; number++) {
            rewritten.add(told(entry(number, number == 7 ? "forged" : "")));
        }

        assertThat(verify(rewritten).tampering()).isEmpty();
        tampered(verify(rewritten, kept), Kind.CHANGED, 5, 10);
        rewritten.add(new ChainPart.Signed(kept));
        tampered(verify(rewritten), Kind.CHANGED, 5, 10);
    }

    @Test
    void what_is_cut_off_is_found_by_a_checkpoint_that_was_kept() {
        entries(4);
        parts.add(new ChainPart.Signed(checkpoint()));
        entries(3);
        Checkpoint kept = checkpoint();

        assertThat(verify(parts, kept).proven()).isTrue();
        tampered(verify(parts.subList(0, 5), kept), Kind.CUT_OFF, 5, 7);
        tampered(verify(List.of(), kept), Kind.CUT_OFF, 1, 7);
    }

    @Test
    void checkpoints_of_others_and_forged_ones_are_named() {
        entries(3);
        KeyPair others = pair();
        VerificationKey other =
                VerificationKey.ofDer(Octets.of(others.getPublic().getEncoded()));
        Checkpoint foreign = Checkpoint.sign(last, hash, NOON, other, others.getPrivate());
        Checkpoint forged = new Checkpoint(3, hash, NOON, key.id(), foreign.signature());

        parts.add(new ChainPart.Signed(foreign));
        tampered(verify(parts), Kind.UNKNOWN_KEY, 3, 3);
        parts.set(3, new ChainPart.Signed(forged));
        tampered(verify(parts), Kind.FORGED_CHECKPOINT, 3, 3);
        tampered(verify(parts.subList(0, 3), forged), Kind.FORGED_CHECKPOINT, 3, 3);
    }

    @Test
    void gaps_and_moves_are_named() {
        entries(5);
        List<ChainPart> gap = new ArrayList<>(parts);
        gap.remove(2);
        tampered(verify(gap), Kind.MISSING, 3, 3);
        List<ChainPart> twice = new ArrayList<>(parts);
        twice.add(3, parts.get(1));
        tampered(verify(twice), Kind.OUT_OF_PLACE, 4, 4);
    }

    @Test
    void no_two_entries_have_the_same_canonical_form() {
        AuditEntry entry = entry(1, "a");
        Deed deed = entry.deed();
        List<AuditEntry> all = List.of(
                entry,
                entry(2, "a"),
                entry(1, "?"),
                entry(1, "\ud800"),
                entry(1, "\udfff"),
                entry(1, "\ufffd"),
                entry(1, ""),
                new AuditEntry(1, entry.at().plusNanos(1), entry.actor(), deed, entry.salt()),
                new AuditEntry(1, entry.at(), Actor.server("ann"), deed, entry.salt()),
                new AuditEntry(
                        1,
                        entry.at(),
                        entry.actor(),
                        new Deed(deed.kind(), deed.subject(), deed.before(), Map.of("name", "", "rob", ""), "a"),
                        entry.salt()),
                new AuditEntry(
                        1,
                        entry.at(),
                        entry.actor(),
                        new Deed(deed.kind(), deed.subject(), Map.of(), deed.after(), "a"),
                        entry.salt()));

        assertThat(all.stream().map(AuditEntry::digest)).doesNotHaveDuplicates();
    }

    /** The bytes as docs/audit.md tells them, put together by hand. */
    @Test
    void the_canonical_form_is_the_documented_one() {
        AuditEntry entry = new AuditEntry(
                1,
                Instant.ofEpochSecond(2, 3),
                Actor.server("t"),
                Deed.added("a.b", new AuditSubject("c", "d", ""), Map.of("\u00e4", "1", "z", "2")),
                Octets.of(new byte[AuditEntry.SALT_BYTES]));

        assertThat(Octets.of(entry.canonical()).hex())
                .isEqualTo("00000014" + "666574746c6520617564697420656e7472792031"
                        + "0000000000000001"
                        + "0000000000000002" + "00000003"
                        + "00000006" + "736572766572"
                        + "00000001" + "74"
                        + "00000000".repeat(3)
                        + "00000003" + "612e62"
                        + "00000001" + "63"
                        + "00000001" + "64"
                        + "00000000"
                        + "00000000"
                        + "00000002" + "00000001" + "7a" + "00000001" + "32" + "00000002" + "c3a4" + "00000001" + "31"
                        + "00000000"
                        + "00".repeat(16));
    }

    @Test
    void a_key_survives_its_pem_and_others_are_refused() {
        VerificationKey again = VerificationKey.ofPem("a remark\n" + key.pem());

        assertThat(again.id()).isEqualTo(key.id());
        assertThatThrownBy(() -> VerificationKey.ofPem("nothing")).hasMessageContaining("no block PUBLIC KEY");
        assertThatThrownBy(() -> VerificationKey.ofPem(key.pem() + key.pem())).hasMessageContaining("more than one");
        assertThatThrownBy(() -> VerificationKey.ofPem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a public key of the kind Ed25519");
        assertThatThrownBy(() -> VerificationKey.ofPem("-----BEGIN PUBLIC KEY-----\nA=A\n-----END PUBLIC KEY-----"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
