package dev.fettle.core.audit;

import java.util.Optional;

/**
 * What following a chain came to.
 *
 * @param tampering empty if nothing is wrong
 * @param first the first entry that was there; 0 if none was
 * @param last the last entry that was followed without a fault; 0 if none was
 * @param signedTo up to which entry a checkpoint vouches for it; 0 if none does. Behind it entries hang together, but
 *     somebody might have made all of them
 * @param told how many entries were there with their content
 * @param checkpoints how many of its own checkpoints are good
 */
public record ChainVerdict(
        Optional<Tampering> tampering, long first, long last, long signedTo, long told, long checkpoints) {
    /** Whether nothing is wrong and a checkpoint vouches for all of it. */
    public boolean proven() {
        return tampering.isEmpty() && last > 0 && signedTo == last;
    }
}
