package dev.fettle.core.audit;

import dev.fettle.core.audit.Tampering.Kind;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Follows a chain part by part, in the memory of one part, and finds the first thing that is wrong with it. Each step
 * gives a verifier that stands one part further; this one stays where it is.
 */
public final class ChainVerifier {
    private final Given given;
    private final Place at;
    private final Optional<Tampering> tampering;

    /** @param known checkpoints from elsewhere, by number */
    private record Given(Map<Octets, VerificationKey> keys, List<Checkpoint> known, long first) {}

    /**
     * @param hash of the chain at the last entry
     * @param compared the last entry whose hash was compared with one that was told
     * @param told how many entries were there with their content
     * @param met how many of the known checkpoints have been compared
     */
    private record Place(Octets hash, long last, long compared, long signedTo, long told, long checkpoints, int met) {}

    private ChainVerifier(Given given, Place at, Optional<Tampering> tampering) {
        this.given = given;
        this.at = at;
        this.tampering = tampering;
    }

    /**
     * A verifier before the first part.
     *
     * @param keys that may have signed checkpoints
     * @param known checkpoints that somebody has kept elsewhere; the more and the newer, the more can be told. Those from
     *     before the first entry tell nothing and are left aside
     * @param first the number of the first entry
     * @param before the hash before it; for the first of all it can only be {@link AuditChain#START}
     */
    public static ChainVerifier begin(
            Collection<VerificationKey> keys, Collection<Checkpoint> known, long first, Octets before) {
        Given given = new Given(
                keys.stream()
                        .collect(Collectors.toUnmodifiableMap(
                                VerificationKey::id, Function.identity(), (one, _) -> one)),
                known.stream()
                        .filter(each -> each.number() >= first - 1)
                        .sorted(Comparator.comparingLong(Checkpoint::number))
                        .toList(),
                first);
        Place place = new Place(before, first - 1, first - 1, first - 1, 0, 0, 0);
        ChainVerifier verifier = new ChainVerifier(given, place, Optional.empty());
        if (first < 1 || (first == 1) != before.equals(AuditChain.START)) {
            return verifier.wrong(
                    Kind.CHANGED,
                    first,
                    first,
                    "The beginning is not what it was: entry " + first + " is said to follow the hash " + before.hex()
                            + ", which cannot be.");
        }
        Optional<Tampering> forged = given.known().stream()
                .flatMap(each -> verifier
                        .signatureFault(each, "The checkpoint for entry " + each.number() + " that was kept elsewhere")
                        .stream())
                .findFirst();
        return forged.isPresent() ? new ChainVerifier(given, place, forged) : verifier.meetKnown();
    }

    /** The first thing that is wrong so far; it stays whatever comes. */
    public Optional<Tampering> tampering() {
        return tampering;
    }

    /** Takes the next part. */
    public ChainVerifier next(ChainPart part) {
        if (tampering.isPresent()) {
            return this;
        }
        return switch (part) {
            case ChainPart.Told told -> tell(told);
            case ChainPart.Withheld(long number, Octets digest) ->
                number == at.last() + 1 ? step(digest).meetKnown() : outOfOrder(number);
            case ChainPart.Signed(Checkpoint checkpoint) -> sign(checkpoint);
        };
    }

    /** What it comes to if nothing follows. */
    public ChainVerdict end() {
        boolean some = at.last() >= given.first();
        return new ChainVerdict(
                tampering.or(this::cutOff),
                some ? given.first() : 0,
                some ? at.last() : 0,
                some && at.signedTo() >= given.first() ? at.signedTo() : 0,
                at.told(),
                at.checkpoints());
    }

    private Optional<Tampering> cutOff() {
        if (at.met() == given.known().size()) {
            return Optional.empty();
        }
        long covered = given.known().getLast().number();
        long missing = at.last() + 1;
        return Optional.of(new Tampering(
                Kind.CUT_OFF,
                missing,
                covered,
                "The end is missing: a checkpoint that was kept elsewhere covers entry " + covered
                        + ", but here the chain ends with " + at.last() + ". Entry " + missing
                        + " is the first that is missing."));
    }

    private ChainVerifier tell(ChainPart.Told part) {
        AuditEntry entry = part.entry();
        long number = entry.number();
        if (number != at.last() + 1) {
            return outOfOrder(number);
        }
        Octets digest = entry.digest();
        if (!digest.equals(part.digest())) {
            return wrong(
                    Kind.CHANGED,
                    number,
                    number,
                    "Entry " + number + " was changed: its content does not fit its digest.");
        }
        ChainVerifier next = step(digest);
        if (!next.at.hash().equals(part.hash())) {
            return next.changed(at.compared() + 1, "does not fit the hash of the chain");
        }
        Place place = next.at;
        return next.to(new Place(
                        place.hash(),
                        number,
                        number,
                        place.signedTo(),
                        place.told() + 1,
                        place.checkpoints(),
                        place.met()))
                .meetKnown();
    }

    private ChainVerifier step(Octets digest) {
        return to(new Place(
                AuditChain.next(at.hash(), digest),
                at.last() + 1,
                at.compared(),
                at.signedTo(),
                at.told(),
                at.checkpoints(),
                at.met()));
    }

    private ChainVerifier outOfOrder(long number) {
        long expected = at.last() + 1;
        String stands = "Where entry " + expected + " should stand, there is entry " + number + ": ";
        return number > expected
                ? wrong(
                        Kind.MISSING,
                        expected,
                        number - 1,
                        stands + "what belongs in between is missing, or was moved.")
                : wrong(Kind.OUT_OF_PLACE, expected, expected, stands + "it was put in or moved.");
    }

    private ChainVerifier sign(Checkpoint checkpoint) {
        if (checkpoint.number() != at.last()) {
            return misplaced(checkpoint.number());
        }
        Optional<Tampering> fault = signatureFault(checkpoint, "The checkpoint for entry " + checkpoint.number());
        return fault.isPresent() ? new ChainVerifier(given, at, fault) : vouched(checkpoint, 1, 0);
    }

    /** Which entry it was cannot be told: whoever took one out or put one in may have numbered the others anew. */
    private ChainVerifier misplaced(long number) {
        long last = at.last();
        long from = Math.min(at.signedTo(), Math.min(number, last)) + 1;
        String stands = "the checkpoint for entry " + number + " stands behind entry " + last + ".";
        return number > last
                ? wrong(Kind.MISSING, from, number, among(from, number) + " is missing: " + stands)
                : wrong(
                        Kind.OUT_OF_PLACE,
                        from,
                        last,
                        among(from, last) + " was put in, or a checkpoint moved: " + stands);
    }

    private static String among(long from, long to) {
        return from == to ? "Entry " + from : "One of the entries " + from + " to " + to;
    }

    private Optional<Tampering> signatureFault(Checkpoint checkpoint, String what) {
        long number = checkpoint.number();
        VerificationKey key = given.keys().get(checkpoint.keyId());
        if (key == null) {
            return Optional.of(new Tampering(
                    Kind.UNKNOWN_KEY,
                    number,
                    number,
                    what + " is signed with a key that was not given: "
                            + checkpoint.keyId().hex() + "."));
        }
        return checkpoint.isSignedBy(key)
                ? Optional.empty()
                : Optional.of(new Tampering(
                        Kind.FORGED_CHECKPOINT,
                        number,
                        number,
                        what + " is forged: its signature is not that of " + key + "."));
    }

    /** Compares with the checkpoints from elsewhere that cover just what was read so far. */
    private ChainVerifier meetKnown() {
        ChainVerifier here = this;
        while (here.tampering.isEmpty()
                && here.at.met() < given.known().size()
                && given.known().get(here.at.met()).number() == here.at.last()) {
            here = here.vouched(given.known().get(here.at.met()), 0, 1);
        }
        return here;
    }

    /** After a checkpoint with a good signature, of its own or of those that are known. */
    private ChainVerifier vouched(Checkpoint checkpoint, int own, int known) {
        if (!checkpoint.hash().equals(at.hash())) {
            return changed(
                    Math.min(at.signedTo() + 1, Math.max(given.first(), at.last())),
                    "is not what a checkpoint has signed");
        }
        return to(new Place(
                at.hash(), at.last(), at.last(), at.last(), at.told(), at.checkpoints() + own, at.met() + known));
    }

    private ChainVerifier changed(long from, String how) {
        long last = at.last();
        return wrong(
                Kind.CHANGED,
                from,
                last,
                from == last
                        ? "Entry " + last + " was changed, replaced or put in: it " + how + "."
                        : "One of the entries " + from + " to " + last
                                + " was changed, replaced, removed or put in: what" + " they come to " + how + ".");
    }

    private ChainVerifier wrong(Kind kind, long from, long to, String sentence) {
        return new ChainVerifier(given, at, Optional.of(new Tampering(kind, from, to, sentence)));
    }

    private ChainVerifier to(Place place) {
        return new ChainVerifier(given, place, tampering);
    }
}
