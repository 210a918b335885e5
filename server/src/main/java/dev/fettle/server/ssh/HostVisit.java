package dev.fettle.server.ssh;

import dev.fettle.core.inventory.Problem;
import dev.fettle.core.order.Report;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import dev.fettle.link.Exchange;
import dev.fettle.link.LinkException;
import dev.fettle.link.LinkPaths;
import dev.fettle.server.orders.VisitDesk;
import dev.fettle.ssh.SshConnections;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One visit to a host that may be changed: brings what waits for it, and takes in what has ended there. All of it may be
 * repeated: whatever fails says nothing about an order and is left to the next visit.
 */
final class HostVisit {
    private static final String ONCE = "/usr/lib/fettle-once/fettle-once";
    private static final int HEADER = 64;
    private static final Pattern STATE = Pattern.compile("fettle-once 1 ([a-z0-9]{1,20}) ([0-9a-f]{64}|none)\\s*");
    private static final Duration QUICK = Duration.ofSeconds(90);
    private static final Duration COPY = Duration.ofMinutes(10);

    /** Each takes in one report. */
    private static final int MOST_ROUNDS = 50;

    private final SshHost host;
    private final SshConnections.Visit visit;
    private final VisitDesk desk;
    private final SshPrograms programs;

    HostVisit(SshHost host, SshConnections.Visit visit, VisitDesk desk, SshPrograms programs) {
        this.host = host;
        this.visit = visit;
        this.desk = desk;
        this.programs = programs;
    }

    /**
     * How the host was found.
     *
     * @param underway whether it carries an order out
     * @param reported whether something has ended there
     */
    record Found(boolean underway, boolean reported) {}

    /** @throws HostException if it could not be reached or is not set up for this */
    Found exchange(UUID addressee) throws HostException {
        bringProgram();
        boolean reported = false;
        List<UUID> told = List.of();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Exchange.Reply reply = exchanged(new Exchange(desk.waiting(addressee), told));
            desk.taken(addressee, reply.taken());
            if (reply.report().isEmpty()) {
                return new Found(reply.underway(), reported);
            }
            Report report = reply.report().get();
            desk.reported(addressee, report);
            told = List.of(report.order());
            reported = true;
        }
        return new Found(true, reported);
    }

    private void bringProgram() throws HostException {
        Matcher state = STATE.matcher(
                asked("state", InputStream.nullInputStream(), QUICK).stdout());
        if (!state.matches()) {
            throw new HostException(
                    host.name(),
                    host.name() + " was set up for another version of Fettle. Set it up anew: fettle ssh-hosts setup "
                            + host.id());
        }
        String architecture = state.group(1);
        String there = state.group(2);
        try {
            Optional<SshPrograms.Archive> archive = programs.of(architecture);
            if (archive.isPresent() && !archive.get().digest().equals(there)) {
                bring(archive.get());
            } else if (archive.isEmpty() && there.equals("none")) {
                throw new HostException(
                        host.name(),
                        "The program for " + host.name() + " is not on this server. Put fettle-agent-VERSION-linux-"
                                + architecture + ".tar.gz, which packaging/agent/build makes, into "
                                + programs.folder() + ".");
            }
        } catch (IOException unreadable) {
            throw new HostException(
                    new Problem(
                            host.name(),
                            "The program for " + host.name() + " in " + programs.folder() + " cannot be read.",
                            String.valueOf(unreadable.getMessage())),
                    unreadable);
        }
    }

    private void bring(SshPrograms.Archive archive) throws HostException, IOException {
        SshPrograms.Statement statement = programs.statement(archive);
        byte[] before = (statement.signature() + statement.text()).getBytes(StandardCharsets.US_ASCII);
        String header = "program " + statement.signature().length() + " "
                + statement.text().length() + " " + archive.bytes();
        try (InputStream content = archive.open()) {
            asked(header, new SequenceInputStream(new ByteArrayInputStream(before), content), COPY);
        }
    }

    private Exchange.Reply exchanged(Exchange brought) throws HostException {
        Result result = asked("exchange", new ByteArrayInputStream(brought.bytes()), QUICK);
        try {
            return Exchange.Reply.of(result.stdout().getBytes(StandardCharsets.UTF_8));
        } catch (LinkException nonsense) {
            throw new HostException(
                    new Problem(
                            host.name(),
                            "What " + host.name() + " tells of its orders cannot be used: " + nonsense.getMessage()),
                    nonsense);
        }
    }

    /** Whatever the status is, it says nothing about orders: only a report does. */
    private Result asked(String header, InputStream rest, Duration limit) throws HostException {
        List<String> argv = host.login().equals("root") ? List.of(ONCE) : List.of("sudo", "-n", ONCE);
        byte[] first = (header + " ".repeat(HEADER - 1 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
        Result result = visit.run(
                Command.of(limit, argv).withMaxOutput(LinkPaths.LONGEST_BODY),
                new SequenceInputStream(Collections.enumeration(List.of(new ByteArrayInputStream(first), rest))));
        if (result.succeeded()) {
            return result;
        }
        String words = String.join(" ", result.errorLines());
        throw new HostException(new Problem(
                host.name(),
                words.startsWith("fettle-")
                        ? host.name() + " does not take what it is brought."
                        : host.name() + " does not let " + host.login() + " run Fettle's program as root. Run there, as"
                                + " root, what \"fettle ssh-hosts setup " + host.id() + "\" shows.",
                words));
    }
}
