package dev.fettle.core.plan;

import dev.fettle.core.signing.Octets;
import java.util.Optional;

/**
 * What people approve: the wish and what it means for each host. Its bytes are the same wherever and whenever they are made,
 * and two contents have the same bytes only if they are the same; so the hash of the bytes stands for all of it.
 */
public record ChangeContent(ChangeWish wish, Plan plan) {

    /** See {@link ContentForm} for what they are. */
    public byte[] bytes() {
        return ContentForm.bytes(this);
    }

    /** SHA-256 of {@link #bytes}. */
    public Octets hash() {
        return Octets.sha256(bytes());
    }

    /** What {@link #bytes} gave; empty if these are not the bytes of that hash, or of no content. */
    public static Optional<ChangeContent> of(byte[] bytes, Octets hash) {
        return Octets.sha256(bytes).equals(hash) ? ContentForm.read(bytes) : Optional.empty();
    }
}
