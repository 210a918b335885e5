package dev.fettle.sim;

import dev.fettle.core.rollout.Instruction;
import dev.fettle.core.rollout.RolloutEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The orders of a roll-out as a server keeps them. It survives the server; what it learns lies there until the machine has it. */
final class OrderBook {
    private final Map<Key, Entry> entries = new TreeMap<>();
    private final List<RolloutEvent> news = new ArrayList<>();

    private record Key(int target, int order) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return target != other.target ? Integer.compare(target, other.target) : Integer.compare(order, other.order);
        }
    }

    /** How an order stands. */
    enum Fate {
        WAITING,
        HANDED_OUT,
        TAKEN,
        ANSWERED,
        /** Withdrawn, or too old. */
        OVER
    }

    private static final class Entry {
        private final Instruction.Give given;
        private Fate fate = Fate.WAITING;

        Entry(Instruction.Give given) {
            this.given = given;
        }
    }

    void carryOut(Instruction instruction, Instant now) {
        switch (instruction) {
            case Instruction.Give give -> entries.putIfAbsent(new Key(give.target(), give.order()), new Entry(give));
            case Instruction.Withdraw(int target, int order) -> {
                Entry entry = entries.get(new Key(target, order));
                if (entry != null) {
                    end(entry, now);
                }
            }
        }
    }

    /** What was sent may have been begun; only of what was never sent anything is known. */
    private void end(Entry entry, Instant now) {
        if (entry.fate == Fate.WAITING) {
            news.add(new RolloutEvent.NeverSent(entry.given.target(), entry.given.order(), now));
            entry.fate = Fate.OVER;
        } else if (entry.fate == Fate.HANDED_OUT) {
            entry.fate = Fate.OVER;
        }
    }

    void expire(Instant now) {
        for (Entry entry : entries.values()) {
            if (!now.isBefore(entry.given.beginBy())) {
                end(entry, now);
            }
        }
    }

    void took(int target, int order, Instant at) {
        find(target, order)
                .filter(entry -> entry.fate != Fate.ANSWERED && entry.fate != Fate.TAKEN)
                .ifPresent(entry -> {
                    entry.fate = Fate.TAKEN;
                    news.add(new RolloutEvent.Took(target, order, at));
                });
    }

    void answered(int target, int order, RolloutEvent.Answer answer, Instant at) {
        find(target, order).filter(entry -> entry.fate != Fate.ANSWERED).ifPresent(entry -> {
            entry.fate = Fate.ANSWERED;
            news.add(new RolloutEvent.Answered(target, order, answer, at));
        });
    }

    void heard(int target, Instant at) {
        news.add(new RolloutEvent.Heard(target, at));
    }

    void told(RolloutEvent event) {
        news.add(event);
    }

    private Optional<Entry> find(int target, int order) {
        return Optional.ofNullable(entries.get(new Key(target, order)));
    }

    /** Those that a host is to be given now, again until it says that it has them. */
    List<Instruction.Give> handOut(int target, Instant now) {
        List<Instruction.Give> orders = new ArrayList<>();
        for (Entry entry : entries.values()) {
            boolean open = entry.fate == Fate.WAITING || entry.fate == Fate.HANDED_OUT;
            if (open && entry.given.target() == target && now.isBefore(entry.given.beginBy())) {
                entry.fate = Fate.HANDED_OUT;
                orders.add(entry.given);
            }
        }
        return orders;
    }

    boolean waitsFor(int target) {
        return entries.values().stream()
                .anyMatch(entry -> entry.given.target() == target
                        && (entry.fate == Fate.WAITING || entry.fate == Fate.HANDED_OUT));
    }

    /** What the machine has not been told yet, the oldest first. */
    List<RolloutEvent> news() {
        return news;
    }
}
