package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.ChangeWish;
import dev.fettle.core.plan.HostChoice;
import dev.fettle.core.plan.WaveRule;
import dev.fettle.server.web.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Drafts a change of the same wish for the hosts that a roll-out has left: those that are not done. It is a draft as any
 * other, of the type normal, planned by what is known now; waves for which no host is left are not in it.
 */
@Component
public final class DraftFollowUp {
    private static final Pattern ORIGIN = Pattern.compile(" \\(what roll-out [0-9]+ has left\\)$");
    private static final Pattern WHY = Pattern.compile("\\AFollow-up of roll-out [^\n]*\n");

    private final ChangeRuns runs;
    private final ChangePlanner planner;
    private final DraftChange draftChange;

    DraftFollowUp(ChangeRuns runs, ChangePlanner planner, DraftChange draftChange) {
        this.runs = runs;
        this.planner = planner;
        this.draftChange = draftChange;
    }

    /**
     * @param scope of the actor, which no host of the roll-out exceeds
     * @param rollout by its number; if there is none, nor is there a change
     */
    public ChangeOutcome add(Actor actor, Scope scope, long rollout) {
        Optional<ChangeRuns.Left> found = runs.left(rollout, scope);
        if (found.isEmpty()) {
            return new ChangeOutcome.NoSuchChange();
        }
        ChangeRuns.Left left = found.get();
        if (left.open()) {
            return new ChangeOutcome.Conflict(
                    "Roll-out " + rollout + " has not ended. Try hosts again there, or wait until it has.");
        }
        ChangeWish wish = left.wish();
        if (wish == null) {
            return new ChangeOutcome.Conflict(
                    "What was rolled out cannot be read any more, so it cannot be wished for again. Draft another change.");
        }
        if (left.hosts().isEmpty()) {
            return new ChangeOutcome.Conflict(
                    left.says().isEmpty()
                            ? "All hosts of roll-out " + rollout + " are done."
                            : "No host that roll-out " + rollout + " has left is there any more.");
        }
        if (left.hosts().size() > HostChoice.MOST_LISTED) {
            return new ChangeOutcome.Conflict("Roll-out " + rollout + " has left "
                    + Words.count(left.hosts().size(), "host", "hosts") + ", and a list has at most "
                    + Words.number(HostChoice.MOST_LISTED) + ". Draft a change with a filter.");
        }
        return draftChange.add(actor, scope, withoutEmptyWaves(again(wish, left), scope));
    }

    private static ChangeWish again(ChangeWish wish, ChangeRuns.Left left) {
        String origin = " (what roll-out " + left.number() + " has left)";
        String why = "Follow-up of roll-out " + left.number() + " of change " + left.change()
                + ", in which not all hosts came to be done: " + left.says() + ".\n";
        String title = ORIGIN.matcher(wish.title()).replaceFirst("");
        String reason = WHY.matcher(wish.reason()).replaceFirst("");
        return new ChangeWish(
                cut(title, ChangeWish.LONGEST_TITLE - origin.length()) + origin,
                cut(why + reason, ChangeWish.LONGEST_REASON),
                wish.ticket(),
                ChangeType.NORMAL,
                /* repeatable= */ false,
                /* model= */ 0,
                wish.selection(),
                new HostChoice.Listed(left.hosts()),
                wish.waves(),
                wish.ranks(),
                wish.limits(),
                wish.onBreach(),
                wish.ripeningDays());
    }

    /** Of few hosts the first waves take all; a change with an empty wave could not be proposed. */
    private ChangeWish withoutEmptyWaves(ChangeWish wish, Scope scope) {
        if (!(planner.plan(wish, scope) instanceof ChangePlanner.Planned.Made(ChangeContent content, Set<?> _))) {
            return wish; // which is told when it is drafted
        }
        List<WaveRule> waves = new ArrayList<>();
        for (int i = 0; i < wish.waves().size(); i++) {
            if (!content.plan().waves().get(i).hosts().isEmpty()) {
                waves.add(wish.waves().get(i));
            }
        }
        return waves.isEmpty()
                ? wish
                : new ChangeWish(
                        wish.title(),
                        wish.reason(),
                        wish.ticket(),
                        wish.type(),
                        wish.repeatable(),
                        wish.model(),
                        wish.selection(),
                        wish.hosts(),
                        waves,
                        wish.ranks(),
                        wish.limits(),
                        wish.onBreach(),
                        wish.ripeningDays());
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
