package dev.fettle.core.approval;

import dev.fettle.core.signing.Octets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was proposed, and who has agreed to it so far.
 *
 * @param author who edited it last
 * @param proposer who asked for approval
 * @param content the hash of what exactly
 * @param needed how many people have to agree
 * @param owedUntil for what is approved afterwards: until when; null for what is approved before
 * @param given for this content, each by another person
 */
public record Asked(
        String author,
        String proposer,
        Octets content,
        int needed,
        @Nullable Instant owedUntil,
        List<Approval> given) {
    /** @throws IllegalArgumentException if an approval is for something else, or there are two of one person */
    public Asked {
        given = List.copyOf(given);
        if (needed < 0) {
            throw new IllegalArgumentException("Nobody can be asked by less than nobody.");
        }
        for (Approval each : given) {
            if (!each.content().equals(content)) {
                throw new IllegalArgumentException("An approval stands for one content only.");
            }
        }
        if (given.stream().map(Approval::person).distinct().count() != given.size()) {
            throw new IllegalArgumentException("A person approves once.");
        }
    }

    public static Asked of(String author, String proposer, Octets content, int needed, @Nullable Instant owedUntil) {
        return new Asked(author, proposer, content, needed, owedUntil, List.of());
    }

    /** How many more people have to agree. */
    public int missing() {
        return Math.max(0, needed - given.size());
    }

    /** Whether a time for approving afterwards is over that was not used. */
    public boolean overdue(Instant now) {
        return owedUntil != null && missing() > 0 && !now.isBefore(owedUntil);
    }

    /** As many people have to agree at least. */
    Asked needing(int least) {
        return new Asked(author, proposer, content, Math.max(needed, least), owedUntil, given);
    }

    Asked with(Approval approval) {
        List<Approval> all = new ArrayList<>(given);
        all.add(approval);
        return new Asked(author, proposer, content, needed, owedUntil, all);
    }
}
