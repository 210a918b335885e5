package dev.fettle.server.demo;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.server.hosts.DescribeHosts;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.hosts.Look;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.hosts.RecordLook;
import dev.fettle.server.hosts.Redescription;
import dev.fettle.server.tasks.Recurring;
import dev.fettle.server.tasks.Run;
import dev.fettle.server.tasks.RunningRun;
import dev.fettle.server.tasks.Runs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets the hosts of a demonstration come to be, each with its history, and then looks at them again and again. */
final class GrowDemo implements Recurring {
    static final String KIND = "demo";
    static final int HOSTS = 1_000;
    private static final Duration EVERY = Duration.ofHours(4);
    private static final Duration SILENT_FOR = Duration.ofDays(6);

    private final LocalDate begun;
    private final Hosts hosts;
    private final RecordLook recordLook;
    private final DescribeHosts describeHosts;
    private final Runs runs;
    private final TransactionTemplate transaction;
    private final Clock clock;

    GrowDemo(
            LocalDate begun,
            Hosts hosts,
            RecordLook recordLook,
            DescribeHosts describeHosts,
            Runs runs,
            TransactionTemplate transaction,
            Clock clock) {
        this.begun = begun;
        this.hosts = hosts;
        this.recordLook = recordLook;
        this.describeHosts = describeHosts;
        this.runs = runs;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "fleet of the demonstration";
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public boolean atStart() {
        return true;
    }

    @Override
    public Outcome run() {
        MadeUpWorld world = new MadeUpWorld();
        try (RunningRun run = runs.begin(KIND, "")) {
            try {
                return grow(world, run);
            } catch (DataAccessException | TransactionException e) {
                throw run.failed(e);
            }
        }
    }

    private Outcome grow(MadeUpWorld world, RunningRun run) {
        run.step("Making up hosts and their history");
        for (int number = 0; number < HOSTS; number++) {
            if (Thread.interrupted()) {
                run.end(Run.State.CUT_OFF, "The server was stopped in the middle; it goes on at the next start.");
                return Outcome.CUT_OFF;
            }
            MadeUpHost host = new MadeUpHost(world, number);
            MachineId machine = new MachineId("demo " + number);
            boolean known = hosts.find(machine).isPresent();
            if (!known) {
                transaction.executeWithoutResult(_ -> tell(machine, host));
            } else if (!host.silent()) {
                recordLook.record(machine, List.of(look(host, 0, clock.instant())));
            }
            run.amount(number + 1, HOSTS);
        }
        run.end(Run.State.DONE, "");
        return Outcome.DONE;
    }

    private Instant lastLook(MadeUpHost host) {
        return host.silent() ? clock.instant().minus(SILENT_FOR) : clock.instant();
    }

    /** All that was up to now, which came in at once. */
    private void tell(MachineId machine, MadeUpHost host) {
        List<Look> looks = new ArrayList<>();
        for (int day : host.days()) {
            Instant at = begun.plusDays(day).atTime(3, 0).toInstant(ZoneOffset.UTC);
            if (at.isBefore(lastLook(host))) {
                looks.add(look(host, day, at));
            }
        }
        looks.add(look(host, 0, lastLook(host)));
        HostId id = recordLook.record(machine, looks);
        describeHosts.describe(
                Actor.server(name()),
                Scope.everything(),
                Set.of(id),
                new Redescription(
                        new Redescription.Tags.Only(host.tags()),
                        host.owner(),
                        host.environment(),
                        host.criticality(),
                        host.exposure()),
                null);
    }

    private static Look look(MadeUpHost host, int day, Instant at) {
        return new Look(at, host.inventory(day), host.pending(day));
    }
}
