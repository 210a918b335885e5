package dev.fettle.sim;

import dev.fettle.core.plan.WindowCalendar;
import dev.fettle.core.rollout.HostState;
import dev.fettle.core.rollout.RolloutEvent;
import dev.fettle.core.rollout.RolloutMachine;
import dev.fettle.core.rollout.RolloutPlan;
import dev.fettle.core.rollout.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One roll-out from its beginning to its end, in a world made from a number. */
public final class Simulation {
    private static final Duration LIVELY = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(40);

    private final Scenario scenario;
    private final List<WindowCalendar> calendars;
    private final VirtualClock clock;
    private final Random random;
    private final Watch watch;
    private final SimulatedServer server;
    private final SimulatedPeople people;
    private final List<SimulatedHost> hosts = new ArrayList<>();
    private final boolean[] polls;

    private Simulation(Scenario scenario, Function<RolloutPlan, Machine> machine, @Nullable List<String> log) {
        this.scenario = scenario;
        this.calendars = scenario.calendars().stream().map(Nights::calendar).toList();
        this.clock = new VirtualClock(scenario.begins());
        this.random = new Random(scenario.seed());
        this.watch = new Watch(scenario, clock, log);
        this.server = new SimulatedServer(machine.apply(scenario.plan()), scenario, clock, random, watch, this::ring);
        this.people = new SimulatedPeople(scenario, server, clock, random);
        for (int i = 0; i < scenario.plan().targets().size(); i++) {
            hosts.add(new SimulatedHost(i, scenario, clock, random, watch));
        }
        this.polls = new boolean[hosts.size()];
    }

    /**
     * How it went.
     *
     * @param steps of the machine
     * @param lasted in the world that was made up
     */
    public record Run(long seed, int hosts, long steps, Duration lasted, Stage.End end) {}

    /**
     * Plays it with the real machine.
     *
     * @throws Violation if something happens that must not
     */
    public static Run play(long seed) {
        return play(seed, plan -> new RolloutMachine(plan)::step, null);
    }

    /** @param log takes a line for each step, if it is not null */
    static Run play(long seed, Function<RolloutPlan, Machine> machine, @Nullable List<String> log) {
        return new Simulation(Scenario.of(seed), machine, log).run();
    }

    private Run run() {
        clock.in(Duration.ZERO, this::tick);
        Instant last = scenario.begins().plus(LONGEST);
        while (!(server.rollout().stage() instanceof Stage.Ended) && clock.now().isBefore(last)) {
            clock.pass();
        }
        watch.compare(server.rollout(), hosts);
        Stage.End end =
                server.rollout().stage() instanceof Stage.Ended(Stage.End how, Instant _) ? how : Stage.End.ABORTED;
        return new Run(
                scenario.seed(), hosts.size(), watch.steps(), Duration.between(scenario.begins(), clock.now()), end);
    }

    private void tick() {
        List<Optional<Instant>> openings =
                calendars.stream().map(each -> each.openUntil(clock.now())).toList();
        try {
            server.tick(new RolloutEvent.Tick(clock.now(), openings, people.approved(), server.hearing()));
        } catch (SimulatedServer.Killed _) {
            // The next tick finds what this one has left.
        }
        boolean lively = false;
        for (boolean each : polls) {
            lively |= each;
        }
        clock.in(lively ? LIVELY : QUIET, this::tick);
    }

    /** Orders may be waiting: hosts that are connected ask at once, the others when they are. */
    private void ring() {
        for (int i = 0; i < hosts.size(); i++) {
            if (!polls[i] && server.waitsFor(i)) {
                polls[i] = true;
                pollLater(i, Duration.ofMillis(random.nextInt(5_000)));
            }
        }
    }

    private void pollLater(int host, Duration pause) {
        clock.in(pause, () -> poll(host));
    }

    private void poll(int number) {
        SimulatedHost host = hosts.get(number);
        if (host.isOn()) {
            SimulatedHost.Poll poll = host.poll();
            send(() -> answer(host, poll));
            if (random.nextInt(20) == 0) {
                send(() -> answer(host, poll)); // the same once more
            }
            if (host.temper() == Temper.SICKENS
                    && server.rollout().courses().at(number).state() instanceof HostState.Done
                    && random.nextInt(3) == 0) {
                host.sicken();
                server.told(new RolloutEvent.Sick(number, "sick"));
            }
        }
        boolean more = host.hasNews() || server.waitsFor(number) || working(number);
        polls[number] = more;
        if (more) {
            pollLater(number, Duration.ofSeconds(host.isOn() ? 20 + random.nextInt(40) : 300));
        }
    }

    private boolean working(int number) {
        return switch (server.rollout().courses().at(number).state()) {
            case HostState.Asked _, HostState.Working _, HostState.Lost _ -> true;
            case HostState.Due _ -> true;
            case HostState.Done _ -> hosts.get(number).temper() == Temper.SICKENS && random.nextInt(20) > 0;
            case HostState.Waiting _,
                    HostState.Failed _,
                    HostState.Back _,
                    HostState.Stuck _,
                    HostState.LeftOver _,
                    HostState.Skipped _ -> false;
        };
    }

    private void answer(SimulatedHost host, SimulatedHost.Poll poll) {
        try {
            SimulatedHost.Reply reply = server.polled(poll);
            send(() -> host.got(reply));
        } catch (SimulatedServer.Killed _) {
            // The host asks again.
        }
    }

    /** Over a network that loses messages and is slow with some, so that later ones come first. */
    private void send(Runnable message) {
        if (random.nextInt(100) < scenario.lossPercent()) {
            return;
        }
        int late =
                random.nextInt(10) == 0 && scenario.lossPercent() > 0 ? random.nextInt(200_000) : random.nextInt(500);
        clock.in(Duration.ofMillis(late), message);
    }
}
