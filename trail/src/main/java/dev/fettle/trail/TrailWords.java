package dev.fettle.trail;

import dev.fettle.core.audit.ChainVerdict;
import java.util.Locale;

/** What verdicts are in sentences. */
public final class TrailWords {
    private TrailWords() {}

    public static String of(ChainVerdict verdict) {
        return verdict.tampering().isPresent()
                ? verdict.tampering().get().sentence() + " " + covered(verdict)
                : untouched(verdict);
    }

    private static String untouched(ChainVerdict verdict) {
        if (verdict.last() == 0) {
            return "There is no entry, so there is nothing to prove.";
        }
        String entries = verdict.first() == verdict.last()
                ? "Entry " + number(verdict.first()) + " is as it was written"
                : "Entries " + number(verdict.first()) + " to " + number(verdict.last()) + " are as they were written";
        long withheld = verdict.last() - verdict.first() + 1 - verdict.told();
        String without = withheld == 0 ? "" : ", of which " + number(withheld) + " are withheld";
        return verdict.proven()
                ? entries + without
                        + ": nothing was changed, removed, moved or put in, and a checkpoint vouches for all"
                        + " of it."
                : entries + without + " in so far as they hang together. " + covered(verdict);
    }

    private static String covered(ChainVerdict verdict) {
        return verdict.signedTo() == 0
                ? "No checkpoint vouches for any of it."
                : "Checkpoints vouch for all up to entry " + number(verdict.signedTo()) + ", and for none behind it.";
    }

    private static String number(long number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }
}
