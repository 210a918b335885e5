package dev.fettle.agent;

import dev.fettle.agent.cycle.AgentCycle;
import dev.fettle.agent.cycle.AgentEvent;
import dev.fettle.agent.cycle.AgentState;
import dev.fettle.agent.cycle.Pauses;
import dev.fettle.agent.cycle.Situation;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.SurveyDelta;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The resident program: does what its state says, and goes on as {@link AgentCycle} says. */
final class Serve implements AutoCloseable {
    private static final int LONG_POLL = 50;
    private static final Duration UNENROLLED = Duration.ofSeconds(10);
    private static final Duration CHECK_IN_WHILE_BUSY = Duration.ofSeconds(15);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);

    /** How often waits look whether something has come up. */
    private static final Duration BUSY_SLICE = Duration.ofSeconds(1);

    private static final Duration IDLE_SLICE = Duration.ofSeconds(5);

    private final Path state;
    private final Parts parts;
    private Optional<Enrolled> enrolled = Optional.empty();
    private boolean won;
    private boolean lookIsForced;
    private Instant lookNotBefore = Instant.MIN;

    /**
     * What the program works with.
     *
     * @param boot the id of the boot that runs
     * @param stamp as {@link HostStamp} gives it
     * @param log one line for each change of state that people should know of
     */
    record Parts(
            Enrol.Machine machine,
            Looks looks,
            Starters starters,
            InstantSource clock,
            Sleeper sleeper,
            Pauses pauses,
            Supplier<UUID> boot,
            Supplier<String> stamp,
            Consumer<String> log,
            Programs programs) {}

    /** The versions of this program. */
    interface Programs {
        /** Whether this one has yet to show that it reaches the server; then it does nothing else. */
        boolean onTrial();

        /** The server was reached: this is the program from now on. */
        void won() throws AgentException;

        /** Lets go the versions that are not needed any more; no order to take another one is underway. */
        void clear() throws AgentException;
    }

    /** Waits; a test need not. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    /** Makes what starts the orders of a journal. */
    @FunctionalInterface
    interface Starters {
        OrderStarter of(Journal journal);
    }

    /** What there is as long as one enrolment holds. */
    private record Enrolled(ServerTalk talk, OrderBook orders, KeptSurveys surveys) {}

    Serve(Path state, Parts parts) {
        this.state = state;
        this.parts = parts;
    }

    /** Goes on until the thread is interrupted, or until a program on trial has won. */
    void run() throws AgentException, InterruptedException {
        AgentState at = new AgentState.Starting();
        while (!won) {
            at = step(at);
        }
    }

    AgentState step(AgentState at) throws AgentException, InterruptedException {
        AgentEvent event = perform(at);
        AgentState next = AgentCycle.next(at, event, situation())
                .orElseThrow(() -> new IllegalStateException(event + " cannot happen in " + at + "."));
        if (next instanceof AgentState.Cloned && !(at instanceof AgentState.Cloned)) {
            parts.log()
                    .accept(
                            "The server says that more than one machine uses the identity of this host. It gets no orders until"
                                    + " it is enrolled anew: \"fettle-agent enrol --again\", on the copy.");
        }
        return next;
    }

    private AgentEvent perform(AgentState at) throws AgentException, InterruptedException {
        return switch (at) {
            case AgentState.Unenrolled _ -> pause(at, UNENROLLED);
            case AgentState.Starting _ -> start();
            case AgentState.CheckingIn(int failures) -> checkIn(failures);
            case AgentState.Looking _ -> look();
            case AgentState.SendingInventory(int _, boolean whole) -> sendInventory(whole);
            case AgentState.Reporting _ -> report();
            case AgentState.Renewing _ -> renew();
            case AgentState.CarryingOut _ -> pause(at, CHECK_IN_WHILE_BUSY);
            case AgentState.Pausing(int seconds) -> pause(at, parts.pauses().about(seconds));
            case AgentState.BackingOff(int failures, int atLeast) ->
                pause(at, parts.pauses().afterFailures(failures, atLeast));
            case AgentState.Cloned(int seconds) -> pause(at, parts.pauses().about(seconds));
            case AgentState.Refused _ -> pause(at, parts.pauses().rarely());
        };
    }

    private Situation situation() throws AgentException {
        if (enrolled.isEmpty() || parts.programs().onTrial()) {
            return Situation.QUIET;
        }
        Enrolled its = enrolled.get();
        Optional<KeptSurveys.Current> current = its.surveys().current();
        Instant now = parts.clock().instant();
        boolean due = lookIsForced
                || current.isEmpty()
                || current.get().isDue(parts.stamp().get(), now);
        return new Situation(
                its.orders().toTell().isPresent(),
                due && !now.isBefore(lookNotBefore),
                current.isPresent() && its.talk().wants(current.get().digest()),
                its.talk().renewalIsDue(),
                its.orders().underway());
    }

    private Enrolled its() {
        return enrolled.orElseThrow(() -> new IllegalStateException("This host is not enrolled."));
    }

    private AgentEvent start() throws AgentException {
        close();
        if (!Identity.isThere(state)) {
            return new AgentEvent.NotEnrolled();
        }
        ServerTalk talk = new ServerTalk(state, parts.machine(), parts.clock(), parts.log());
        Journal journal = new Journal(state.resolve("orders"));
        OrderBook orders =
                new OrderBook(Trust.of(state), journal, parts.starters().of(journal), parts.clock(), parts.log());
        enrolled = Optional.of(new Enrolled(talk, orders, new KeptSurveys(state.resolve("inventory"))));
        if (!parts.programs().onTrial()) {
            orders.forget();
            clear(orders);
            lookIsForced |= orders.tend();
        }
        return new AgentEvent.Started();
    }

    private void clear(OrderBook orders) throws AgentException {
        if (!orders.underway()) {
            parts.programs().clear();
        }
    }

    /** All that a program on trial does: whatever the server answers, it was understood and has understood. */
    private AgentEvent checkInOnTrial() throws AgentException {
        Enrolled its = its();
        ServerTalk.Answered answered = its.talk()
                .checkIn(parts.boot().get(), Optional.empty(), 0, its.orders().untold());
        if (answered.event() instanceof AgentEvent.Answered) {
            parts.programs().won();
            parts.log().accept("This version has reached the server, and is the program of this host from now on.");
            won = true;
        }
        return answered.event();
    }

    private AgentEvent checkIn(int failures) throws AgentException {
        if (anotherEnrolment()) {
            return new AgentEvent.Enrolled();
        }
        if (parts.programs().onTrial()) {
            return checkInOnTrial();
        }
        Enrolled its = its();
        lookIsForced |= its.orders().tend();
        Optional<Octets> inventory = its.surveys().current().map(KeptSurveys.Current::digest);
        boolean inStep = inventory.isPresent() && inventory.equals(its.talk().serverHas());
        boolean mayWait = inStep && failures == 0 && !its.orders().underway();
        ServerTalk.Answered answered = its.talk()
                .checkIn(
                        parts.boot().get(),
                        inventory,
                        mayWait ? LONG_POLL : 0,
                        its.orders().untold());
        if (anotherEnrolment()) {
            return new AgentEvent.Enrolled();
        }
        its.orders().take(answered.orders());
        lookIsForced |= its.orders().tend();
        return answered.event();
    }

    private AgentEvent look() {
        try {
            parts.looks().look(parts.stamp().get());
            lookIsForced = false;
            if (enrolled.isPresent()) {
                Optional<KeptSurveys.Current> found = its().surveys().current();
                if (found.isPresent()) {
                    Octets mine = found.get().digest();
                    its().surveys().keepOnly(mine, its().talk().serverHas().orElse(mine));
                }
            }
        } catch (AgentException cannot) {
            parts.log().accept(String.valueOf(cannot.getMessage()));
            lookNotBefore = parts.clock().instant().plus(LOOK_AGAIN);
        }
        return new AgentEvent.Looked();
    }

    private AgentEvent sendInventory(boolean whole) throws AgentException {
        Enrolled its = its();
        Octets mine = its.surveys()
                .current()
                .orElseThrow(() -> new AgentException("The inventory is not there any more."))
                .digest();
        Octets theirs = its.talk().serverHas().orElse(SurveyDelta.NOTHING);
        Optional<List<String>> now = its.surveys().lines(mine);
        if (now.isEmpty()) {
            lookIsForced = true;
            return new AgentEvent.GivenUp();
        }
        List<String> before = whole ? List.of() : its.surveys().lines(theirs).orElse(List.of());
        AgentEvent event = its.talk().sendInventory(before, now.get());
        if (event instanceof AgentEvent.Accepted) {
            its.surveys().keepOnly(mine, mine);
        }
        return event;
    }

    private AgentEvent report() throws AgentException {
        Enrolled its = its();
        Optional<UUID> toTell = its.orders().toTell();
        if (toTell.isEmpty()) {
            return new AgentEvent.Accepted();
        }
        UUID id = toTell.get();
        AgentEvent event = its.talk().sendReport(its.orders().report(id));
        if (event instanceof AgentEvent.Accepted) {
            lookIsForced |= its.orders().told(id);
            parts.log().accept("Order " + id + " is reported.");
            clear(its.orders());
        } else if (event instanceof AgentEvent.GivenUp) {
            its.orders().notTaken(id);
        }
        return event;
    }

    private AgentEvent renew() throws AgentException {
        return its().talk().renew();
    }

    private boolean anotherEnrolment() {
        return enrolled.isPresent() ? !its().talk().isEnrolled() : Identity.isThere(state);
    }

    /** Waits, but not while something has come up for which this state is left. */
    private AgentEvent pause(AgentState at, Duration all) throws AgentException, InterruptedException {
        Duration left = all;
        while (left.isPositive()) {
            if (anotherEnrolment()) {
                return new AgentEvent.Enrolled();
            }
            boolean busy = enrolled.isPresent()
                    && !parts.programs().onTrial()
                    && its().orders().underway();
            Duration slice = busy ? BUSY_SLICE : IDLE_SLICE;
            if (left.compareTo(slice) < 0) {
                slice = left;
            }
            parts.sleeper().sleep(slice);
            left = left.minus(slice);
            if (busy) {
                lookIsForced |= its().orders().tend();
                boolean wakeable = at instanceof AgentState.CarryingOut || at instanceof AgentState.Pausing;
                if (wakeable && its().orders().toTell().isPresent()) {
                    return new AgentEvent.Woken();
                }
            }
        }
        return new AgentEvent.TimeUp();
    }

    @Override
    public void close() {
        enrolled.ifPresent(each -> each.talk().close());
        enrolled = Optional.empty();
    }
}
