package dev.fettle.core.audit;

import dev.fettle.core.audit.Tampering.Kind;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Follows a chain part by part, in the memory of one part, and finds the first thing that is wrong with it. Not safe for
 * several threads.
 */
public final class ChainVerifier {
    private final Map<Octets, VerificationKey> keys;
    private final Deque<Checkpoint> known;
    private final long first;
    private Octets hash;
    private long last;
    /** The last entry whose hash was compared with one that was told. */
    private long compared;

    private long signedTo;
    private long told;
    private long checkpoints;
    private @Nullable Tampering tampering;

    /**
     * @param keys that may have signed checkpoints
     * @param known checkpoints that somebody has kept elsewhere; the more and the newer, the more can be told
     * @param first the number of the first entry
     * @param before the hash before it; for the first of all it can only be {@link AuditChain#START}
     */
    public ChainVerifier(Collection<VerificationKey> keys, Collection<Checkpoint> known, long first, Octets before) {
        this.keys = keys.stream().collect(Collectors.toMap(VerificationKey::id, Function.identity(), (one, _) -> one));
        this.known = known.stream()
                .sorted(Comparator.comparingLong(Checkpoint::number))
                .collect(Collectors.toCollection(ArrayDeque::new));
        this.first = first;
        this.hash = before;
        this.last = first - 1;
        this.compared = last;
        this.signedTo = last;
        if (first < 1 || (first == 1) != before.equals(AuditChain.START)) {
            tampering = new Tampering(
                    Kind.CHANGED,
                    first,
                    first,
                    "The beginning is not what it was: entry " + first + " is said to follow the hash " + before.hex()
                            + ", which cannot be.");
        }
        // A checkpoint from before the first entry says nothing of what is here, unless it is of the very hash before.
        while (!this.known.isEmpty() && this.known.getFirst().number() < last) {
            this.known.removeFirst();
        }
        check(List.copyOf(this.known));
        meetKnown();
    }

    private void check(List<Checkpoint> kept) {
        for (Checkpoint checkpoint : kept) {
            if (tampering == null) {
                tampering = signatureFault(
                                checkpoint,
                                "The checkpoint for entry " + checkpoint.number() + " that was kept elsewhere")
                        .orElse(null);
            }
        }
    }

    /** Takes the next part. The first thing that is wrong stays; what comes after it is not looked at. */
    public Optional<Tampering> next(ChainPart part) {
        if (tampering == null) {
            switch (part) {
                case ChainPart.Told each -> tell(each);
                case ChainPart.Withheld(long number, Octets digest) -> {
                    if (follows(number)) {
                        step(digest);
                        meetKnown();
                    }
                }
                case ChainPart.Signed(Checkpoint checkpoint) -> sign(checkpoint);
            }
        }
        return Optional.ofNullable(tampering);
    }

    /** Nothing more comes. */
    public ChainVerdict end() {
        if (tampering == null && !known.isEmpty()) {
            long covered = known.getLast().number();
            tampering = new Tampering(
                    Kind.CUT_OFF,
                    last + 1,
                    covered,
                    "The end is missing: a checkpoint that was kept elsewhere covers entry " + covered
                            + ", but here the chain ends with " + last + ". Entry " + (last + 1)
                            + " is the first that is missing.");
        }
        boolean some = last >= first;
        return new ChainVerdict(
                Optional.ofNullable(tampering),
                some ? first : 0,
                some ? last : 0,
                some && signedTo >= first ? signedTo : 0,
                told,
                checkpoints);
    }

    private void tell(ChainPart.Told part) {
        AuditEntry entry = part.entry();
        if (!follows(entry.number())) {
            return;
        }
        Octets digest = entry.digest();
        if (!digest.equals(part.digest())) {
            tampering = new Tampering(
                    Kind.CHANGED,
                    entry.number(),
                    entry.number(),
                    "Entry " + entry.number() + " was changed: its content does not fit its digest.");
            return;
        }
        step(digest);
        if (!hash.equals(part.hash())) {
            changed(compared + 1, "does not fit the hash of the chain");
            return;
        }
        told++;
        compared = last;
        meetKnown();
    }

    private boolean follows(long number) {
        long expected = last + 1;
        if (number != expected) {
            String stands = "Where entry " + expected + " should stand, there is entry " + number + ": ";
            tampering = number > expected
                    ? new Tampering(
                            Kind.MISSING,
                            expected,
                            number - 1,
                            stands + "what belongs in between is missing, or was moved.")
                    : new Tampering(Kind.OUT_OF_PLACE, expected, expected, stands + "it was put in or moved.");
        }
        return number == expected;
    }

    private void step(Octets digest) {
        hash = AuditChain.next(hash, digest);
        last++;
    }

    private void changed(long from, String how) {
        tampering = new Tampering(
                Kind.CHANGED,
                from,
                last,
                from == last
                        ? "Entry " + last + " was changed, replaced or put in: it " + how + "."
                        : "One of the entries " + from + " to " + last
                                + " was changed, replaced, removed or put in: what" + " they come to " + how + ".");
    }

    private void sign(Checkpoint checkpoint) {
        if (checkpoint.number() != last) {
            tampering = misplaced(checkpoint.number());
        } else {
            tampering = signatureFault(checkpoint, "The checkpoint for entry " + checkpoint.number())
                    .orElse(null);
            if (tampering == null && vouches(checkpoint)) {
                checkpoints++;
            }
        }
    }

    /** Which entry it was cannot be told: whoever took one out or put one in may have numbered the others anew. */
    private Tampering misplaced(long number) {
        long from = Math.min(signedTo, Math.min(number, last)) + 1;
        return number > last
                ? new Tampering(
                        Kind.MISSING,
                        from,
                        number,
                        among(from, number) + " is missing: the checkpoint for entry " + number
                                + " stands behind entry " + last + ".")
                : new Tampering(
                        Kind.OUT_OF_PLACE,
                        from,
                        last,
                        among(from, last) + " was put in, or a checkpoint moved: the" + " checkpoint for entry "
                                + number + " stands behind entry " + last + ".");
    }

    private static String among(long from, long to) {
        return from == to ? "Entry " + from : "One of the entries " + from + " to " + to;
    }

    private Optional<Tampering> signatureFault(Checkpoint checkpoint, String what) {
        long number = checkpoint.number();
        VerificationKey key = keys.get(checkpoint.keyId());
        if (key == null) {
            return Optional.of(new Tampering(
                    Kind.UNKNOWN_KEY,
                    number,
                    number,
                    what + " is signed with a key that was not given: "
                            + checkpoint.keyId().hex() + "."));
        }
        return key.hasSigned(checkpoint)
                ? Optional.empty()
                : Optional.of(new Tampering(
                        Kind.FORGED_CHECKPOINT,
                        number,
                        number,
                        what + " is forged: its signature is not that of " + key + "."));
    }

    /** Compares with the checkpoints from elsewhere that cover just what was read so far. */
    private void meetKnown() {
        while (tampering == null && !known.isEmpty() && known.getFirst().number() == last) {
            vouches(known.removeFirst());
        }
    }

    private boolean vouches(Checkpoint checkpoint) {
        if (!checkpoint.hash().equals(hash)) {
            changed(Math.min(signedTo + 1, Math.max(first, last)), "is not what a checkpoint has signed");
            return false;
        }
        signedTo = last;
        compared = last;
        return true;
    }
}
