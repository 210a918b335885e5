package dev.fettle.core.audit;

import dev.fettle.core.signing.Octets;
import java.time.Instant;
import java.util.Locale;

/**
 * One entry of the chain.
 *
 * @param number its place in the chain, from 1
 * @param salt 16 random bytes, so that a digest does not give away an entry that somebody could guess
 */
public record AuditEntry(long number, Instant at, Actor actor, Deed deed, Octets salt) {
    public static final int SALT_BYTES = 16;

    private static final String FORM = "fettle audit entry 1";

    public AuditEntry {
        if (number < 1) {
            throw new IllegalArgumentException("Entries are numbered from 1.");
        }
        salt.require(SALT_BYTES, "A salt");
    }

    /**
     * The bytes that the digest is made of, in this order: the text {@code fettle audit entry 1}, number (8 bytes), time,
     * the texts kind of actor ({@code person}, {@code token} or {@code server}), name, role, address and request, the
     * texts kind, type of the subject, its id and its name, the maps before and after, the text why, and the salt as it
     * is. docs/audit.md says how numbers, times, texts and maps are written.
     */
    public byte[] canonical() {
        AuditSubject subject = deed.subject();
        return new CanonicalForm(FORM)
                .number(number)
                .time(at)
                .text(actor.kind().name().toLowerCase(Locale.ROOT))
                .text(actor.name())
                .text(actor.role())
                .text(actor.from())
                .text(actor.request())
                .text(deed.kind())
                .text(subject.type())
                .text(subject.id())
                .text(subject.name())
                .map(deed.before())
                .map(deed.after())
                .text(deed.why())
                .octets(salt)
                .bytes();
    }

    /** SHA-256 of the canonical form. */
    public Octets digest() {
        return AuditChain.digest(canonical());
    }
}
