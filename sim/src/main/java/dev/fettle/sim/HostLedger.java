package dev.fettle.sim;

import dev.fettle.core.order.OrderState;
import dev.fettle.core.rollout.Deed;
import dev.fettle.core.rollout.Instruction;
import dev.fettle.core.rollout.RolloutEvent;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one host, put down from the orders and messages alone: a second opinion, which shares no line with the
 * machine that it is held against.
 */
final class HostLedger {
    private final Map<Integer, Line> lines = new TreeMap<>();
    private final int attempts;
    private int tries;
    private boolean skipped;
    private boolean sick;
    /** What came of orders up to this one, a person has taken on by having the host tried again. */
    private int forgivenTo;

    private boolean leftOver;
    private boolean givenUp;
    private boolean away;

    HostLedger(int attempts) {
        this.attempts = attempts;
    }

    /** One order. */
    private static final class Line {
        private final Instruction.Give given;
        private @Nullable Instant taken;
        private @Nullable Object fate;
        private boolean withdrawn;

        Line(Instruction.Give given) {
            this.given = given;
        }

        boolean isOver(Instant now) {
            Instant from = taken == null ? given.beginBy() : taken;
            return !now.isBefore(from.plus(given.limit()).plus(OrderState.GRACE));
        }
    }

    private enum Never {
        SENT
    }

    void gave(Instruction.Give give) {
        lines.put(give.order(), new Line(give));
        skipped = false;
        sick = false;
        leftOver = false;
        givenUp = false;
    }

    void told(RolloutEvent.ByHost event) {
        switch (event) {
            case RolloutEvent.Took(int _, int order, Instant at) -> {
                Line line = lines.get(order);
                if (line != null && line.taken == null) {
                    line.taken = at;
                    away = false;
                }
            }
            case RolloutEvent.Answered(int _, int order, RolloutEvent.Answer answer, Instant _) -> {
                Line line = lines.get(order);
                if (line != null && line.fate == null && !skipped && order == lines.size()) {
                    line.fate = answer;
                    away = false;
                    tries = answer instanceof RolloutEvent.Answer.No(boolean again, String _) && again ? tries + 1 : 0;
                }
            }
            case RolloutEvent.NeverSent(int _, int order, Instant at) -> {
                Line line = lines.get(order);
                if (line != null && line.fate == null) {
                    line.fate = Never.SENT;
                    away |= !line.withdrawn && !at.isBefore(line.given.beginBy());
                }
            }
            case RolloutEvent.NotGiven(int _, int order, String _, Instant _) -> {
                Line line = lines.get(order);
                if (line != null && line.fate == null) {
                    line.fate = Never.SENT;
                    tries++;
                    away = false;
                }
            }
            case RolloutEvent.Sick _ -> sick |= isDone();
            case RolloutEvent.Heard _ -> away &= isOpenStill();
        }
    }

    void withdrew(int order) {
        Line line = lines.get(order);
        if (line != null) {
            line.withdrawn = true;
        }
    }

    /** What is heard of it while an order waits for it does not tell that it will take it. */
    private boolean isOpenStill() {
        Line last = last();
        return last != null && last.fate == null;
    }

    /** It was asked in vain, and was not changed. */
    boolean isAway() {
        return away && isUnheard() && !isTouched();
    }

    void skip() {
        skipped = true;
    }

    void retry() {
        forgivenTo = lines.size();
        skipped = false;
        sick = false;
        away = false;
        tries = 0;
        leftOver = false;
        givenUp = false;
    }

    void leave() {
        leftOver = true;
    }

    /** Its last order could not be handed to it. */
    boolean isUnheard() {
        Line last = last();
        return last != null && last.fate == Never.SENT;
    }

    void giveUp() {
        givenUp = true;
    }

    boolean isLeftOver() {
        return leftOver;
    }

    private @Nullable Line last() {
        Line last = null;
        for (Line line : lines.values()) {
            last = line;
        }
        return last;
    }

    /** The last one that was not withdrawn before anybody had it. */
    private @Nullable Line lastSent() {
        Line last = null;
        for (Line line : lines.values()) {
            last = line.fate == Never.SENT ? last : line;
        }
        return last;
    }

    /** An order of it is out, as far as anybody can know. */
    boolean isOpen(Instant now) {
        Line last = last();
        return last != null && last.fate == null && !skipped && !last.isOver(now);
    }

    private boolean isForgiven() {
        Line last = lastSent();
        return last != null && last.given.order() <= forgivenTo;
    }

    private boolean said(Deed deed, boolean back) {
        Line last = lastSent();
        return last != null
                && last.given.deed() == deed
                && last.given.back() == back
                && last.fate instanceof RolloutEvent.Answer.Yes;
    }

    /** The last word on it was that it is verified with the new builds. */
    boolean isDone() {
        return said(Deed.VERIFY, false) && !sick && !skipped && !isForgiven();
    }

    boolean isBack() {
        return said(Deed.VERIFY, true) && !isForgiven();
    }

    boolean isSkipped() {
        return skipped;
    }

    /** It may have been changed, and is not known to be as before. */
    boolean isTouched() {
        boolean touched = false;
        for (Line line : lines.values()) {
            if (line.given.deed() == Deed.INSTALL && line.fate != Never.SENT) {
                touched = true;
            } else if (line.given.back()
                    && line.given.deed() == Deed.VERIFY
                    && line.fate instanceof RolloutEvent.Answer.Yes) {
                touched = false;
            }
        }
        return touched;
    }

    /** It failed, or nobody knows, and no person has taken it on since. */
    boolean isBroken(Instant now) {
        if (givenUp) {
            return !skipped;
        }
        Line last = lastSent();
        if (last == null || skipped || isForgiven() || leftOver) {
            return false;
        }
        return switch (last.fate) {
            case RolloutEvent.Answer.No(boolean again, String _) -> !again || tries >= attempts;
            case RolloutEvent.Answer.Unknown _ -> true;
            case null -> last.isOver(now);
            default -> sick;
        };
    }

    /** It has begun, and has not come to an end. */
    boolean isMidway(Instant now) {
        Line last = lastSent();
        return last != null
                && !isDone()
                && !isBack()
                && !skipped
                && !isForgiven()
                && !isBroken(now)
                && last.fate instanceof RolloutEvent.Answer.Yes;
    }

    /** The last thing that was tried is to send it back. */
    boolean hasTriedBack() {
        Line last = last();
        return last != null && last.given.back();
    }

    /** It may not be doing its work. */
    boolean isUnavailable(Instant now) {
        return isOpen(now) || (isTouched() && !isDone() && !isBack() && !skipped);
    }
}
