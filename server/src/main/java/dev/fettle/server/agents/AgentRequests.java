package dev.fettle.server.agents;

import dev.fettle.core.signing.Octets;
import dev.fettle.link.BuildPart;
import dev.fettle.link.BuildRequest;
import dev.fettle.link.BuildTaken;
import dev.fettle.link.CheckIn;
import dev.fettle.link.CheckInReply;
import dev.fettle.link.Credentials;
import dev.fettle.link.Enrolment;
import dev.fettle.link.LinkException;
import dev.fettle.link.LinkPaths;
import dev.fettle.link.ProgramRequest;
import dev.fettle.link.ReportForm;
import dev.fettle.link.SurveyDelta;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** All that hosts ask, see {@link LinkPaths}. Who asks is known by the key of the certificate. */
@Component
final class AgentRequests {
    private static final Logger LOG = LoggerFactory.getLogger(AgentRequests.class);
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    private static final int LONGEST_FORM = 8 << 10;
    private static final int LONGEST_CHECK_IN = 64 << 10;
    private static final int LONGEST_REPORT = 20 << 20;
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final int MOST_SECONDS_AFTER_END = 10;

    private final Roster roster;
    private final Bodies bodies;
    private final EnrolRate rate;
    private final EnrolAgent enrolAgent;
    private final TakeCheckIn checkIns;
    private final TakeSurvey surveys;
    private final FewSurveys few;
    private final WaitingRoom waiting;
    private final GiveProgram giveProgram;
    private final PassBuilds passBuilds;
    private final ObjectProvider<OrderDesk> desk;
    private final Clock clock;

    AgentRequests(
            Roster roster,
            Bodies bodies,
            EnrolRate rate,
            EnrolAgent enrolAgent,
            TakeCheckIn checkIns,
            TakeSurvey surveys,
            FewSurveys few,
            WaitingRoom waiting,
            GiveProgram giveProgram,
            PassBuilds passBuilds,
            ObjectProvider<OrderDesk> desk,
            Clock clock) {
        this.roster = roster;
        this.bodies = bodies;
        this.rate = rate;
        this.enrolAgent = enrolAgent;
        this.checkIns = checkIns;
        this.surveys = surveys;
        this.few = few;
        this.waiting = waiting;
        this.giveProgram = giveProgram;
        this.passBuilds = passBuilds;
        this.desk = desk;
        this.clock = clock;
    }

    void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            answer(request, response);
        } catch (Refusal refusal) {
            AgentAnswers.refuse(response, refusal);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("A request of an agent could not be answered: {}", e.getMessage());
            AgentAnswers.refuse(
                    response, new Refusal(Refusal.NOT_NOW, "The server's database does not answer.", LATER));
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws Refusal, IOException {
        String path = request.getRequestURI();
        switch (path) {
            case LinkPaths.CHECK_IN,
                    LinkPaths.ENROL,
                    LinkPaths.RENEW,
                    LinkPaths.INVENTORY,
                    LinkPaths.REPORT,
                    LinkPaths.PROGRAM,
                    LinkPaths.BUILD,
                    LinkPaths.BUILD_PART -> {
                if (!"POST".equals(request.getMethod())) {
                    throw new Refusal(Refusal.WRONG_METHOD, "Requests of hosts are made with POST.");
                }
            }
            default -> throw new Refusal(Refusal.NOT_FOUND, "There is nothing here for hosts; is the address right?");
        }
        if (path.equals(LinkPaths.ENROL)) {
            rate.count(request.getRemoteAddr());
            Enrolment sent = bodies.read(request, LONGEST_FORM, body -> formed(Enrolment::of, body));
            Credentials given = enrolAgent.enrol(sent, request.getRemoteAddr());
            AgentAnswers.json(response, given.bytes());
            return;
        }
        Known agent = whoAsks(request);
        switch (path) {
            case LinkPaths.CHECK_IN -> checkIn(agent, request, response);
            case LinkPaths.RENEW -> {
                Enrolment sent = bodies.read(request, LONGEST_FORM, body -> formed(Enrolment::of, body));
                AgentAnswers.json(response, enrolAgent.renew(agent, sent).bytes());
            }
            case LinkPaths.PROGRAM -> {
                ProgramRequest sent = bodies.read(request, LONGEST_FORM, body -> formed(ProgramRequest::of, body));
                giveProgram.give(agent, sent.order(), response);
            }
            case LinkPaths.BUILD -> {
                BuildRequest sent = bodies.read(request, LONGEST_FORM, body -> formed(BuildRequest::of, body));
                passBuilds.give(agent, sent, response);
            }
            case LinkPaths.BUILD_PART -> {
                BuildTaken taken = bodies.read(
                        request, BuildPart.LONGEST_BODY, body -> passBuilds.take(agent, formed(BuildPart::of, body)));
                AgentAnswers.json(response, taken.bytes());
            }
            case LinkPaths.INVENTORY -> {
                bodies.read(request, LinkPaths.LONGEST_BODY, body -> {
                    few.take(body.length, () -> surveys.take(agent, formed(SurveyDelta::of, body)));
                    return true;
                });
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            }
            default -> {
                bodies.read(request, LONGEST_REPORT, body -> {
                    few.take(body.length, () -> report(agent, body));
                    return true;
                });
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            }
        }
    }

    /** Reads a form. */
    private interface Reading<T> {
        T read(byte[] bytes) throws LinkException;
    }

    private static <T> T formed(Reading<T> reading, byte[] body) throws Refusal {
        try {
            return reading.read(body);
        } catch (LinkException e) {
            throw new Refusal(Refusal.MALFORMED, "What was sent cannot be used: " + e.getMessage());
        }
    }

    private Known whoAsks(HttpServletRequest request) throws Refusal {
        if (!(request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain) || chain.length == 0) {
            throw new Refusal(Refusal.UNKNOWN, "Show the certificate that this host was given when it was enrolled.");
        }
        X509Certificate own = chain[0];
        Instant now = clock.instant();
        if (!now.isBefore(own.getNotAfter().toInstant())
                || now.isBefore(own.getNotBefore().toInstant())) {
            throw new Refusal(
                    Refusal.UNKNOWN,
                    "The certificate of this host has expired or is not valid yet: are both clocks right? If so, enrol"
                            + " the host anew.");
        }
        Octets key = Octets.sha256(own.getPublicKey().getEncoded());
        Optional<Known> found = roster.find(key).filter(known -> known.state() != Agent.State.REVOKED);
        if (found.isEmpty()) {
            throw new Refusal(
                    Refusal.UNKNOWN, "This host is not known here, or was enrolled anew or revoked: enrol it anew.");
        }
        if (key.equals(found.get().stored().nextKey())) {
            enrolAgent.used(found.get(), key);
        }
        return found.get();
    }

    private void report(Known agent, byte[] body) throws Refusal {
        OrderDesk orders = desk.getIfAvailable();
        var report = formed(ReportForm::read, body);
        if (orders == null || !orders.reported(agent.id(), report)) {
            throw new Refusal(Refusal.NOT_FOUND, "No such order was given to this host.");
        }
    }

    private void checkIn(Known agent, HttpServletRequest request, HttpServletResponse response)
            throws Refusal, IOException {
        CheckIn sent = bodies.read(request, LONGEST_CHECK_IN, body -> formed(CheckIn::of, body));
        waiting.supersede(agent.id());
        Optional<CheckInReply> reply = checkIns.take(agent, request.getRemoteAddr(), sent);
        if (reply.isPresent()) {
            AgentAnswers.json(response, reply.get().bytes());
        } else if (sent.waitSeconds() > 0 && waiting.hasRoom()) {
            AsyncContext later = request.startAsync();
            later.setTimeout(0);
            waiting.add(agent, sent, later);
        } else {
            AgentAnswers.json(
                    response, checkIns.last(agent, sent, checkIns.every()).bytes());
        }
    }

    /** Answers one that has waited. */
    void answer(WaitingRoom.Waiting waited, WaitingRoom.Why why) {
        HttpServletResponse response = (HttpServletResponse) waited.request().getResponse();
        try {
            if (waited.agent().state() == Agent.State.REVOKED) {
                AgentAnswers.refuse(response, Refusal.UNKNOWN, "This host was revoked: enrol it anew.");
            } else {
                AgentAnswers.json(
                        response,
                        checkIns.last(waited.agent(), waited.checkIn(), pause(why))
                                .bytes());
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("An agent that waited could not be answered: {}", e.getMessage());
            response.setStatus(Refusal.NOT_NOW);
        } catch (IOException e) {
            LOG.debug("Whoever waited has gone.", e);
        } finally {
            waited.request().complete();
        }
    }

    private static int pause(WaitingRoom.Why why) {
        return switch (why) {
            case SOMETHING_TO_DO, LONG_ENOUGH, ANOTHER_CAME -> 0;
            // All come back at once otherwise, when the server has started again.
            case CLOSING -> ThreadLocalRandom.current().nextInt(1, MOST_SECONDS_AFTER_END + 1);
        };
    }
}
