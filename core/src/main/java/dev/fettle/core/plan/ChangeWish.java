package dev.fettle.core.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A change as a person wants it, before anybody has looked what that means for each host.
 *
 * @param ticket its number elsewhere; empty if it has none
 * @param repeatable whether it is to be the model of standard changes, once it is approved
 * @param model the number of the change that a standard one repeats; 0 for the other types
 * @param ranks filters over hosts: within a wave, those that match the first are changed before those that match the
 *     second, and so on, and what matches none comes last; may be empty
 * @param ripeningDays patches that were first seen less than so many days ago are held back, unless they come from a
 *     security archive or close something that is exploited; 0 to hold none back
 */
public record ChangeWish(
        String title,
        String reason,
        String ticket,
        ChangeType type,
        boolean repeatable,
        long model,
        Selection selection,
        HostChoice hosts,
        List<WaveRule> waves,
        List<String> ranks,
        Limits limits,
        OnBreach onBreach,
        int ripeningDays) {
    public static final int LONGEST_TITLE = 200;
    public static final int LONGEST_REASON = 2_000;
    public static final int LONGEST_TICKET = 100;
    public static final int MOST_WAVES = 20;
    public static final int MOST_RANKS = 10;
    public static final int MOST_RIPENING_DAYS = 90;

    /** @throws IllegalArgumentException with a sentence for people */
    public ChangeWish {
        title = PlainText.of(title, "A title", 1, LONGEST_TITLE, false);
        reason = PlainText.of(reason, "A reason", 1, LONGEST_REASON, true);
        ticket = PlainText.of(ticket, "The number of a ticket", 0, LONGEST_TICKET, false);
        waves = List.copyOf(waves);
        ranks = ranks.stream()
                .map(each -> PlainText.of(each, "A filter of the order", 1, HostChoice.LONGEST_QUERY, false))
                .toList();
        if (waves.isEmpty() || waves.size() > MOST_WAVES) {
            throw new IllegalArgumentException("A change has 1 to " + MOST_WAVES + " waves.");
        }
        Set<String> names = new HashSet<>();
        if (!waves.stream().allMatch(wave -> names.add(wave.name()))) {
            throw new IllegalArgumentException("Each wave has a name of its own.");
        }
        if (ranks.size() > MOST_RANKS) {
            throw new IllegalArgumentException("An order of hosts has at most " + MOST_RANKS + " filters.");
        }
        if (ripeningDays < 0 || ripeningDays > MOST_RIPENING_DAYS) {
            throw new IllegalArgumentException("Patches ripen for 0 to " + MOST_RIPENING_DAYS + " days.");
        }
        if ((type == ChangeType.STANDARD) != (model > 0)) {
            throw new IllegalArgumentException(
                    "A standard change names the change that it repeats, and no other change does.");
        }
        if (repeatable && type != ChangeType.NORMAL) {
            throw new IllegalArgumentException("Only a normal change can be the model of standard ones.");
        }
    }

    /** Whether it wants the very same as another, whatever both are called and why they are wanted. */
    public boolean repeats(ChangeWish other) {
        return selection.equals(other.selection)
                && hosts.equals(other.hosts)
                && waves.equals(other.waves)
                && ranks.equals(other.ranks)
                && limits.equals(other.limits)
                && onBreach == other.onBreach
                && ripeningDays == other.ripeningDays;
    }
}
