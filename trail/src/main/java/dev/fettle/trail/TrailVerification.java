package dev.fettle.trail;

import dev.fettle.core.audit.ChainPart;
import dev.fettle.core.audit.ChainVerdict;
import dev.fettle.core.audit.ChainVerifier;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.audit.Tampering;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Verifies a trail that was written to a file, line by line, in little memory and without a server. */
public final class TrailVerification {
    private final LineReader lines;
    private ChainVerifier verifier;
    private long last;

    private TrailVerification(LineReader lines, ChainVerifier verifier, long first) {
        this.lines = lines;
        this.verifier = verifier;
        this.last = first - 1;
    }

    /**
     * Follows the trail up to its end or to the first thing that is wrong with it.
     *
     * @param keys that may have signed its checkpoints
     * @param known checkpoints that were kept elsewhere
     * @param progress is told the number of each entry; 0 and less are none
     * @throws TrailException if it does not begin as a trail does
     * @throws IOException if it cannot be read
     */
    public static ChainVerdict verify(
            InputStream trail, Collection<VerificationKey> keys, Collection<Checkpoint> known, LongConsumer progress)
            throws IOException, TrailException {
        LineReader lines = new LineReader(trail);
        byte[] first = lines.next().orElseThrow(() -> new TrailException("it is empty"));
        Line header = Line.parse(first).only("format", "first", "before");
        if (!header.text("format").equals(TrailWriter.FORMAT)) {
            throw new TrailException("it is written in the form \"" + header.text("format") + "\", and not in "
                    + TrailWriter.FORMAT + ", which this Fettle can read");
        }
        long number = header.number("first");
        Octets before;
        try {
            before = new Octets(header.text("before"));
        } catch (IllegalArgumentException e) {
            throw new TrailException(String.valueOf(e.getMessage()), e);
        }
        return new TrailVerification(lines, ChainVerifier.begin(keys, known, number, before), number).run(progress);
    }

    /**
     * Reads a file of checkpoints, one on each line.
     *
     * @throws TrailException if a line is something else; the message names it
     */
    public static List<Checkpoint> checkpoints(InputStream file) throws IOException, TrailException {
        LineReader lines = new LineReader(file);
        List<Checkpoint> checkpoints = new ArrayList<>();
        for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
            try {
                checkpoints.add(Lines.checkpoint(Line.parse(line.get())));
            } catch (TrailException e) {
                throw new TrailException("line " + lines.number() + " is no checkpoint: " + e.getMessage(), e);
            }
        }
        return checkpoints;
    }

    private ChainVerdict run(LongConsumer progress) throws IOException {
        boolean ended = false;
        try {
            Optional<byte[]> line = lines.next();
            while (line.isPresent() && verifier.tampering().isEmpty()) {
                if (ended) {
                    throw new TrailException("it stands behind the end");
                }
                ended = take(Line.parse(line.get()));
                progress.accept(last);
                line = lines.next();
            }
        } catch (TrailException e) {
            return verdict(Optional.of(new Tampering(
                    Tampering.Kind.CHANGED,
                    last + 1,
                    last + 1,
                    "Line " + lines.number() + ", where entry " + (last + 1) + " or a checkpoint should stand, was"
                            + " changed: " + e.getMessage() + ".")));
        }
        return verdict(
                ended
                        ? Optional.empty()
                        : Optional.of(new Tampering(
                                Tampering.Kind.CUT_OFF,
                                last + 1,
                                last + 1,
                                "The end is missing: the file breaks off behind entry " + last + ".")));
    }

    /** What is wrong within the chain goes first: it is nearer to the beginning. */
    private ChainVerdict verdict(Optional<Tampering> file) {
        ChainVerdict chain = verifier.end();
        return verifier.tampering().isPresent() || file.isEmpty()
                ? chain
                : new ChainVerdict(
                        file, chain.first(), chain.last(), chain.signedTo(), chain.told(), chain.checkpoints());
    }

    private void next(ChainPart part) {
        verifier = verifier.next(part);
    }

    /** Whether this was the end. */
    private boolean take(Line line) throws TrailException {
        switch (line.kind()) {
            case "withheld" ->
                Lines.withheld(line).forEach(each -> {
                    next(each);
                    last = each.number();
                });
            case "checkpoint" -> next(new ChainPart.Signed(Lines.checkpoint(line)));
            case "end" -> {
                long end = line.only("end").object("end").only("last").number("last");
                if (end != last) {
                    throw new TrailException("it says that entry " + end + " is the last, and not " + last);
                }
                return true;
            }
            default -> {
                ChainPart.Told told = Lines.told(line);
                next(told);
                last = told.entry().number();
            }
        }
        return false;
    }
}
