package dev.fettle.agent;

import dev.fettle.core.order.BoundedReport;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.order.Resumption;
import dev.fettle.core.order.Resumption.Begun;
import dev.fettle.link.LinkException;
import dev.fettle.link.SignedOrder;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Carries out one order that the journal holds, once: the first time from its beginning, after it was cut off as
 * {@link Resumption} says, and never again after its report is written. The order's signature is looked at here too, for
 * what lies in the journal is no more to be believed than what came over the network.
 */
final class CarryOut {
    private final Trust trust;
    private final Journal journal;
    private final HostWork work;
    private final InstantSource clock;
    private final Supplier<UUID> boot;

    /** @param boot the id of the boot that runs, which the kernel gives */
    CarryOut(Trust trust, Journal journal, HostWork work, InstantSource clock, Supplier<UUID> boot) {
        this.trust = trust;
        this.journal = journal;
        this.work = work;
        this.clock = clock;
        this.boot = boot;
    }

    /** How it went. */
    sealed interface Result {
        /** It is ended, now or before. */
        record Ended(Report report) implements Result {}

        /** Another program is at it. */
        record Busy() implements Result {}

        /** The system is about to go down for it; it is ended after the next boot. */
        record Rebooting() implements Result {}
    }

    /** @throws AgentException if the journal has no such order, or cannot be read or written */
    Result run(UUID id) throws AgentException {
        Optional<Journal.Held> lock = journal.lock(id);
        if (lock.isEmpty()) {
            return new Result.Busy();
        }
        try (Journal.Held _ = lock.get()) {
            Optional<Report> ended = journal.report(id);
            return ended.isPresent() ? new Result.Ended(ended.get()) : unended(id);
        } catch (DamagedJournalException damaged) {
            Instant now = clock.instant();
            return ended(Report.of(
                    id,
                    now,
                    now,
                    new Outcome.Unknown(damaged.getMessage()
                            + " Nobody can tell what was done for it. Look at the host, then give the order anew.")));
        } catch (IOException cannot) {
            throw new AgentException("The lock of order " + id + " could not be given back.", cannot);
        }
    }

    private Result unended(UUID id) throws AgentException {
        SignedOrder signed =
                journal.order(id).orElseThrow(() -> new AgentException("The journal knows no order " + id + "."));
        Envelope envelope;
        try {
            envelope = signed.open(trust.keys());
        } catch (LinkException forged) {
            return ended(refused(id, "The order in the journal cannot be used: " + forged.getMessage()));
        }
        if (!envelope.id().equals(id) || !envelope.host().equals(trust.host())) {
            return ended(refused(id, "The order in the journal is another one, or for another host."));
        }
        if (!envelope.order().changesHost()) {
            return admitted(envelope);
        }
        Optional<Journal.Held> host = journal.lockHost();
        if (host.isEmpty()) {
            return new Result.Busy();
        }
        try (Journal.Held _ = host.get()) {
            return admitted(envelope);
        } catch (IOException cannot) {
            throw new AgentException("The lock of the host could not be given back.", cannot);
        }
    }

    private Result admitted(Envelope envelope) throws AgentException {
        UUID id = envelope.id();
        Optional<Begun> before = journal.begun(id);
        if (before.isEmpty()) {
            Instant now = clock.instant();
            if (!now.isBefore(envelope.expiresAt())) {
                return ended(refused(id, "The order expired before this host came to begin it."));
            }
            return begin(envelope, new Begun(1, now, boot.get()));
        }
        return resume(envelope, before.get());
    }

    private Result resume(Envelope envelope, Begun before) throws AgentException {
        Resumption resumption =
                Resumption.of(envelope.order(), before, envelope.timeLimit(), clock.instant(), boot.get());
        return switch (resumption) {
            case Resumption.GoOn() -> begin(envelope, new Begun(before.attempt() + 1, before.firstAt(), boot.get()));
            case Resumption.LookAtBoot() -> ended(work.lookAtBoot(envelope, before));
            case Resumption.Mend(Outcome.Failed outcome) -> ended(work.mend(envelope, before, outcome));
            case Resumption.Tell(Outcome outcome) ->
                ended(Report.of(envelope.id(), before.firstAt(), clock.instant(), outcome));
        };
    }

    private Result begin(Envelope envelope, Begun begun) throws AgentException {
        journal.begin(envelope.id(), begun);
        return switch (work.carryOut(envelope, begun)) {
            case HostWork.Work.Done(Report report) -> ended(report);
            case HostWork.Work.GoingDown() -> new Result.Rebooting();
        };
    }

    private Report refused(UUID id, String why) {
        Instant now = clock.instant();
        return Report.of(id, now, now, new Outcome.Failed(FailureKind.REFUSED, why));
    }

    private Result ended(Report whole) throws AgentException {
        // The server keeps no more, and the resident program, which sends it, is small.
        Report report = BoundedReport.of(whole, Journal.MOST_OUTPUT);
        journal.end(report);
        return new Result.Ended(report);
    }
}
