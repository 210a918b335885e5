package dev.fettle.core.audit;

import dev.fettle.core.signing.Octets;

/** What a chain consists of, in its order: entries, and checkpoints each right behind the entry that it covers last. */
public sealed interface ChainPart {
    /**
     * An entry.
     *
     * @param digest what is said to be its digest
     * @param hash what is said to be the chain's hash at it
     */
    record Told(AuditEntry entry, Octets digest, Octets hash) implements ChainPart {
        public Told {
            digest.require(AuditChain.HASH_BYTES, "A digest");
            hash.require(AuditChain.HASH_BYTES, "A hash");
        }
    }

    /** An entry whose content is not told; by its digest the chain can still be followed. */
    record Withheld(long number, Octets digest) implements ChainPart {
        public Withheld {
            digest.require(AuditChain.HASH_BYTES, "A digest");
        }
    }

    record Signed(Checkpoint checkpoint) implements ChainPart {}
}
