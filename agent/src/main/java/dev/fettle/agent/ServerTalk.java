package dev.fettle.agent;

import dev.fettle.agent.connection.Answer;
import dev.fettle.agent.connection.ConnectionException;
import dev.fettle.agent.connection.ServerConnection;
import dev.fettle.agent.cycle.AgentEvent;
import dev.fettle.core.order.Admission;
import dev.fettle.core.order.Report;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.CheckIn;
import dev.fettle.link.CheckInReply;
import dev.fettle.link.Credentials;
import dev.fettle.link.LinkException;
import dev.fettle.link.LinkPaths;
import dev.fettle.link.ReportForm;
import dev.fettle.link.SignedOrder;
import dev.fettle.link.SurveyDelta;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** What is said to the server as the one that this host is enrolled as, and what became of it, as events. */
final class ServerTalk implements AutoCloseable {
    /** What an answer may take beyond what the server was allowed to wait. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration SENDING = Duration.ofMinutes(5);
    private static final Duration RENEW_AGAIN = Duration.ofHours(1);
    private static final Duration QUICK = Duration.ofSeconds(1);

    /** Tries with a new certificate before the one before it is taken again. */
    private static final int FAILURES_OF_A_NEW_PASS = 3;

    private final Path state;
    private final Enrol.Machine machine;
    private final InstantSource clock;
    private final Consumer<String> log;
    private byte[] kept;
    private Identity identity;
    private ServerConnection connection;
    private Instant renewNotBefore = Instant.MIN;
    private Optional<Octets> serverHas = Optional.empty();
    private Optional<Octets> rejected = Optional.empty();
    private int failuresOfNewPass;
    private boolean clocksDiffer;
    private String lastFailure = "";

    ServerTalk(Path state, Enrol.Machine machine, InstantSource clock, Consumer<String> log) throws AgentException {
        this.state = state;
        this.machine = machine;
        this.clock = clock;
        this.log = log;
        this.kept = Identity.bytes(state);
        this.identity = Identity.read(state, kept);
        this.connection = new ServerConnection(identity.server(), identity.tls(), clock);
    }

    /** @param orders what the server gave along */
    record Answered(AgentEvent event, List<SignedOrder> orders) {}

    /** Whether this is still what the host is enrolled as. */
    boolean isEnrolled() {
        return Identity.isStill(state, kept);
    }

    /** Whether the server has another inventory than this one, and could take it. */
    boolean wants(Octets inventory) {
        return serverHas.isPresent() && !serverHas.get().equals(inventory) && !rejected.equals(Optional.of(inventory));
    }

    /** What the server has of this host, as far as it has said. */
    Optional<Octets> serverHas() {
        return serverHas;
    }

    boolean renewalIsDue() {
        Instant now = clock.instant();
        return !now.isBefore(identity.pass().renewAt()) && !now.isBefore(renewNotBefore);
    }

    Answered checkIn(UUID boot, Optional<Octets> inventory, int waitSeconds, List<UUID> taken) {
        CheckIn checkIn = new CheckIn(machine.program(), machine.run(), boot, inventory, waitSeconds, taken);
        Instant before = clock.instant();
        Answer answer = connection.post(
                LinkPaths.CHECK_IN, checkIn.bytes(), LIMIT.plusSeconds(waitSeconds), LinkPaths.LONGEST_ANSWER);
        if (!(answer instanceof Answer.Good good)) {
            return new Answered(refused(answer, "The check-in"), List.of());
        }
        CheckInReply reply;
        try {
            reply = CheckInReply.of(good.body());
        } catch (LinkException nonsense) {
            return new Answered(failed("The server's answer cannot be used: " + nonsense.getMessage(), 0), List.of());
        }
        noteClocks(reply.now());
        noteSuccess();
        serverHas = Optional.of(reply.inventory());
        boolean quick = Duration.between(before, clock.instant()).compareTo(QUICK) < 0;
        boolean cloned = reply.standing() == CheckInReply.Standing.CLONED;
        return new Answered(
                new AgentEvent.Answered(reply.nextSeconds(), quick, cloned), cloned ? List.of() : reply.orders());
    }

    private void noteClocks(Instant server) {
        Instant mine = clock.instant();
        boolean differ = Duration.between(server, mine).abs().compareTo(Admission.CLOCK_TOLERANCE) > 0;
        if (differ != clocksDiffer) {
            log.accept(
                    differ
                            ? "The clock of this host says " + mine + ", that of the server " + server
                                    + ": orders may be refused until they agree. Set the wrong one right."
                            : "The clocks of this host and of the server agree again.");
            clocksDiffer = differ;
        }
    }

    private void noteSuccess() {
        if (!lastFailure.isEmpty()) {
            log.accept("The server at " + identity.server().url() + " answers again.");
            lastFailure = "";
        }
        failuresOfNewPass = 0;
        if (identity.former().isPresent()) {
            try {
                keep(identity.with(identity.pass(), Optional.empty()));
            } catch (AgentException cannot) {
                log.accept(String.valueOf(cannot.getMessage()));
            }
        }
    }

    /** @param before what the server has; nothing at all to send the whole */
    AgentEvent sendInventory(List<String> before, List<String> now) {
        SurveyDelta delta = SurveyDelta.between(before, now);
        Answer answer = connection.post(LinkPaths.INVENTORY, delta.bytes(), SENDING, LinkPaths.LONGEST_ANSWER);
        return switch (answer) {
            case Answer.Good _ -> {
                serverHas = Optional.of(delta.to());
                yield new AgentEvent.Accepted();
            }
            case Answer.Conflict _ -> new AgentEvent.Unfitting();
            case Answer.Rejected(String why) -> {
                log.accept("The server does not take the inventory. " + why);
                rejected = Optional.of(delta.to());
                yield new AgentEvent.GivenUp();
            }
            case Answer.Denied _, Answer.Missing _, Answer.Failed _ -> refused(answer, "The inventory");
        };
    }

    /** {@link AgentEvent.Accepted} also where the server does not know the order, for nobody waits for the report then. */
    AgentEvent sendReport(Report report) {
        Answer answer = connection.post(LinkPaths.REPORT, ReportForm.write(report), SENDING, LinkPaths.LONGEST_ANSWER);
        return switch (answer) {
            case Answer.Good _ -> new AgentEvent.Accepted();
            case Answer.Missing(String why) -> {
                log.accept("The server does not know order " + report.order() + ", so its report is put away. " + why);
                yield new AgentEvent.Accepted();
            }
            case Answer.Conflict(String why) -> {
                log.accept("The server does not take the report of order " + report.order() + ". " + why);
                yield new AgentEvent.GivenUp();
            }
            case Answer.Rejected(String why) -> {
                log.accept("The server does not take the report of order " + report.order() + ". " + why);
                yield new AgentEvent.GivenUp();
            }
            case Answer.Denied _, Answer.Failed _ -> refused(answer, "The report");
        };
    }

    /** Has a certificate made for a new key. The one before is kept until the new one has been of use. */
    AgentEvent renew() throws AgentException {
        renewNotBefore = clock.instant().plus(RENEW_AGAIN);
        KeyPair pair = Enrol.pair();
        Answer answer = connection.post(
                LinkPaths.RENEW, Enrol.enrolment("", pair, machine).bytes(), LIMIT, LinkPaths.LONGEST_ANSWER);
        if (!(answer instanceof Answer.Good good)) {
            return refused(answer, "The renewal of the certificate");
        }
        Identity.Pass pass;
        try {
            Credentials credentials = Credentials.of(good.body());
            if (!credentials.trust().host().equals(identity.trust().host())) {
                return failed("The server renewed the certificate of another host.", 0);
            }
            pass = Enrol.pass(credentials, pair);
        } catch (LinkException | ConnectionException | IllegalArgumentException nonsense) {
            return failed("The renewed certificate cannot be used: " + nonsense.getMessage(), 0);
        }
        if (take(identity.with(pass, Optional.of(identity.pass())))) {
            log.accept("The certificate is renewed; the new one ends at " + pass.endsAt() + ".");
        }
        return new AgentEvent.Accepted();
    }

    /** Not if the host was enrolled anew meanwhile: then this one is soon left. */
    private boolean keep(Identity another) throws AgentException {
        Optional<byte[]> written = another.replace(state, kept);
        if (written.isPresent()) {
            kept = written.get();
            identity = another;
        }
        return written.isPresent();
    }

    private boolean take(Identity another) throws AgentException {
        if (!keep(another)) {
            return false;
        }
        connection.close();
        connection = new ServerConnection(another.server(), another.tls(), clock);
        return true;
    }

    private AgentEvent refused(Answer answer, String what) {
        return switch (answer) {
            case Answer.Denied(String why) ->
                triedFormerPass() ? failed(why, 0) : denied("The server does not know this host any more. " + why);
            case Answer.Failed(String why, int retry) -> {
                failuresOfNewPass++;
                if (failuresOfNewPass >= FAILURES_OF_A_NEW_PASS) {
                    triedFormerPass();
                }
                yield failed(why + expired(), retry);
            }
            case Answer.Missing(String why) -> failed(what + " was not taken. " + why, 0);
            case Answer.Conflict(String why) -> failed(what + " was not taken. " + why, 0);
            case Answer.Rejected(String why) -> failed(what + " was not taken. " + why, 0);
            case Answer.Good _ -> throw new IllegalArgumentException("That went well.");
        };
    }

    private String expired() {
        Instant end = identity.pass().endsAt();
        return clock.instant().isAfter(end)
                ? " The certificate of this host ended at " + end + ", and it is " + clock.instant()
                        + " here: enrol it again, unless its clock is wrong."
                : "";
    }

    private boolean triedFormerPass() {
        Optional<Identity.Pass> former = identity.former();
        if (former.isEmpty() || clock.instant().isAfter(former.get().endsAt())) {
            return false;
        }
        try {
            boolean taken = take(identity.with(former.get(), Optional.empty()));
            if (taken) {
                log.accept("The renewed certificate is not accepted; the one before is used again.");
            }
            return taken;
        } catch (AgentException cannot) {
            log.accept(String.valueOf(cannot.getMessage()));
            return false;
        }
    }

    private AgentEvent denied(String why) {
        note(why + " It is tried once an hour; \"fettle-agent enrol --again\" makes it known anew.");
        return new AgentEvent.Denied();
    }

    private AgentEvent failed(String why, int retry) {
        note(why);
        return new AgentEvent.Failed(retry);
    }

    /** The same failure again and again is told once. */
    private void note(String why) {
        if (!why.equals(lastFailure)) {
            log.accept(why);
            lastFailure = why;
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
