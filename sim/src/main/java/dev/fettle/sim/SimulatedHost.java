package dev.fettle.sim;

import dev.fettle.core.rollout.Deed;
import dev.fettle.core.rollout.Instruction;
import dev.fettle.core.rollout.RolloutEvent.Answer;
import dev.fettle.core.rollout.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A host with an agent that keeps a journal, takes one order after another, and does each once. */
final class SimulatedHost {
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final int number;
    private final Target target;
    private final Temper temper;
    private final VirtualClock clock;
    private final Random random;
    private final Watch watch;

    /** Orders that it has, with the answer once there is one. */
    private final Map<Integer, @Nullable Answer> journal = new TreeMap<>();

    private final Set<Integer> acknowledged = new HashSet<>();
    private final Set<Integer> told = new HashSet<>();
    private final Deque<Instruction.Give> queue = new ArrayDeque<>();
    private Instruction.@Nullable Give works;
    private boolean on = true;
    private boolean gone;
    private int locked;
    private boolean newOnDisk;
    private boolean newRuns;
    private boolean healthy = true;
    private Instant lastPoll;

    SimulatedHost(int number, Scenario scenario, VirtualClock clock, Random random, Watch watch) {
        this.number = number;
        this.target = scenario.plan().targets().get(number);
        this.temper = scenario.tempers().get(number);
        this.clock = clock;
        this.random = random;
        this.watch = watch;
        this.locked = temper == Temper.LOCKED ? 1 + random.nextInt(3) : 0;
        this.lastPoll = clock.now();
        if (temper == Temper.SLEEPS) {
            nap();
        }
    }

    /** What it sends. */
    record Poll(int target, Set<Integer> taken, Map<Integer, Answer> answers, boolean afterSilence) {
        Poll {
            taken = Set.copyOf(taken);
            answers = Map.copyOf(answers);
        }
    }

    /** What it gets. */
    record Reply(List<Instruction.Give> orders, Set<Integer> answersHad, Set<Integer> takenHad) {
        Reply {
            orders = List.copyOf(orders);
            answersHad = Set.copyOf(answersHad);
            takenHad = Set.copyOf(takenHad);
        }
    }

    private void nap() {
        clock.in(Duration.ofMinutes(random.nextInt(600)), () -> {
            on = false;
            clock.in(Duration.ofMinutes(30 + random.nextInt(1_200)), () -> {
                on = true;
                if (random.nextInt(4) > 0) {
                    nap();
                }
            });
        });
    }

    boolean isOn() {
        return on && !gone;
    }

    boolean hasNews() {
        return journal.keySet().stream().anyMatch(order -> !acknowledged.contains(order))
                || journal.entrySet().stream()
                        .anyMatch(each -> each.getValue() != null && !told.contains(each.getKey()));
    }

    Poll poll() {
        Map<Integer, Answer> answers = new TreeMap<>();
        Set<Integer> taken = new HashSet<>();
        journal.forEach((order, answer) -> {
            if (!acknowledged.contains(order)) {
                taken.add(order);
            }
            if (answer != null && !told.contains(order)) {
                answers.put(order, answer);
            }
        });
        boolean afterSilence = Duration.between(lastPoll, clock.now()).compareTo(SILENCE) > 0;
        return new Poll(number, taken, answers, afterSilence);
    }

    void got(Reply reply) {
        if (!isOn()) {
            return;
        }
        lastPoll = clock.now();
        told.addAll(reply.answersHad());
        acknowledged.addAll(reply.takenHad());
        for (Instruction.Give order : reply.orders()) {
            if (!journal.containsKey(order.order()) && !clock.now().isAfter(order.beginBy())) {
                journal.put(order.order(), null);
                queue.add(order);
            }
        }
        work();
    }

    private void work() {
        if (works != null || queue.isEmpty() || gone) {
            return;
        }
        Instruction.Give order = queue.removeFirst();
        if (clock.now().isAfter(order.beginBy())) {
            journal.put(order.order(), new Answer.No(false, "expired"));
            work();
            return;
        }
        works = order;
        watch.begins(number, order);
        boolean first = order.deed() == Deed.INSTALL;
        if (first && temper == Temper.HANGS) {
            if (random.nextBoolean()) {
                clock.in(Duration.ofMinutes(120 + random.nextInt(400)), () -> finish(order));
            }
            return;
        }
        long whole = target.expected().toSeconds();
        long takes = order.deed() == Deed.VERIFY ? 20 : 10 + random.nextInt((int) Math.max(1, whole * 4 / 5));
        if (random.nextInt(30) == 0) {
            takes *= 2;
        }
        if (first && temper == Temper.VANISHES) {
            clock.in(Duration.ofSeconds(takes / 2), () -> {
                gone = true;
                watch.ends(number);
            });
            return;
        }
        if (order.deed() != Deed.VERIFY && temper == Temper.CRASHES && random.nextBoolean()) {
            takes += 30 + random.nextInt(400); // killed, started again, and gone on with by the journal
        }
        clock.in(Duration.ofSeconds(takes), () -> finish(order));
    }

    private void finish(Instruction.Give order) {
        if (gone) {
            return;
        }
        Answer answer =
                switch (order.deed()) {
                    case INSTALL -> install();
                    case ROLL_BACK -> rollBack();
                    case RESTART, REBOOT -> {
                        newRuns = newOnDisk;
                        yield new Answer.Yes();
                    }
                    case VERIFY -> verify(order.back());
                };
        if (temper == Temper.CRASHES && random.nextInt(6) == 0) {
            answer = new Answer.Unknown("cut off");
        }
        journal.put(order.order(), answer);
        works = null;
        watch.ends(number);
        work();
    }

    private Answer install() {
        if (locked > 0) {
            locked--;
            return new Answer.No(true, "locked");
        }
        if (temper == Temper.FAILS) {
            newOnDisk = random.nextBoolean();
            return new Answer.No(false, "script");
        }
        if (temper == Temper.LIES) {
            return new Answer.Yes();
        }
        newOnDisk = true;
        if (target.after().size() == 1) {
            newRuns = true;
        }
        healthy = temper != Temper.BREAKS && temper != Temper.NO_WAY_BACK;
        return temper == Temper.UNSURE && random.nextBoolean() ? new Answer.Unknown("cut off") : new Answer.Yes();
    }

    private Answer rollBack() {
        if (temper == Temper.NO_WAY_BACK) {
            return new Answer.No(false, "gone");
        }
        newOnDisk = false;
        newRuns = target.after().size() > 1 && newRuns;
        healthy = true;
        return new Answer.Yes();
    }

    private Answer verify(boolean back) {
        if (temper == Temper.UNSURE && random.nextInt(3) == 0) {
            return new Answer.Unknown("no answer from the check");
        }
        return isWell(back) ? new Answer.Yes() : new Answer.No(false, "not so");
    }

    /** Whether it is truly as it should be: with the new version in effect, or with the old one. */
    boolean isWell(boolean back) {
        return healthy && newOnDisk == !back && newRuns == !back;
    }

    boolean isChanged() {
        return newOnDisk;
    }

    void sicken() {
        healthy = false;
    }

    Temper temper() {
        return temper;
    }
}
