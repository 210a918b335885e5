package dev.fettle.agent;

import dev.fettle.agent.connection.Answer;
import dev.fettle.agent.connection.ServerConnection;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.signing.Octets;
import dev.fettle.host.ChangeException;
import dev.fettle.host.Deadline;
import dev.fettle.link.LinkPaths;
import dev.fettle.link.ProgramRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** Fetches the program that an order names from this host's server, and takes it only if it is just that one. */
final class FetchProgram implements UpdateWork.Fetching {
    private static final int MOST_TRIES = 3;
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final Duration LONGEST_BETWEEN = Duration.ofMinutes(2);
    private static final String WHAT = "the download of the program";

    private final Path state;
    private final InstantSource clock;
    private final Serve.Sleeper sleeper;

    /** @param state of a host that is enrolled */
    FetchProgram(Path state, InstantSource clock, Serve.Sleeper sleeper) {
        this.state = state;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    @Override
    public void fetch(UUID order, Order.UpdateAgent program, Path to, Deadline deadline)
            throws ChangeException, AgentException, InterruptedException {
        String last = "";
        int tries = 0;
        while (tries < MOST_TRIES) {
            // Each time anew: the resident program may have had its certificate renewed.
            Identity identity = Identity.read(state);
            Answer answer;
            Sink sink = new Sink();
            try (ServerConnection connection = new ServerConnection(identity.server(), identity.tls(), clock);
                    OutputStream file = Files.newOutputStream(to)) {
                sink.file = file;
                answer = connection.download(
                        LinkPaths.PROGRAM,
                        new ProgramRequest(order).bytes(),
                        deadline.step(LONGEST, WHAT),
                        program.bytes(),
                        sink);
            } catch (IOException cannot) {
                throw noRoom(to, cannot);
            }
            if (sink.fault.isPresent()) {
                throw noRoom(to, sink.fault.get());
            }
            switch (answer) {
                case Answer.Good _ -> {
                    Optional<String> missing = check(program, to);
                    if (missing.isEmpty()) {
                        return;
                    }
                    last = missing.get();
                    tries++;
                    sleeper.sleep(BETWEEN);
                }
                case Answer.Failed(String why, int retry) -> {
                    last = why;
                    // A server that has no turn for this host is asked again as long as there is time.
                    tries += retry > 0 ? 0 : 1;
                    Duration asked = Duration.ofSeconds(retry);
                    Duration pause = asked.compareTo(BETWEEN) < 0 ? BETWEEN : asked;
                    sleeper.sleep(pause.compareTo(LONGEST_BETWEEN) < 0 ? pause : LONGEST_BETWEEN);
                }
                case Answer.Denied(String why) -> throw notHad(why);
                case Answer.Missing(String why) -> throw notHad(why);
                case Answer.Conflict(String why) -> throw notHad(why);
                case Answer.Rejected(String why) -> throw notHad(why);
            }
        }
        throw notHad(last);
    }

    /** A sentence if it is not all there, so that another try may help. */
    private static Optional<String> check(Order.UpdateAgent program, Path file) throws ChangeException {
        try {
            long bytes = Files.size(file);
            if (bytes < program.bytes()) {
                return Optional.of("Only " + bytes + " of " + program.bytes() + " bytes came.");
            }
            if (!sha256(file).equals(program.sha256())) {
                throw new ChangeException(
                        FailureKind.SIGNATURE,
                        file.toString(),
                        "The program that the server gave out is not the one that was signed, so it was not taken. Look who"
                                + " has changed the files on the server.");
            }
            return Optional.empty();
        } catch (IOException cannot) {
            throw noRoom(file, cannot);
        }
    }

    static Octets sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
            digest.transferTo(OutputStream.nullOutputStream());
            return Octets.of(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK knows SHA-256, but this one.", e);
        }
    }

    private static ChangeException notHad(String why) {
        return new ChangeException(
                FailureKind.DOWNLOAD,
                "program",
                "The new version could not be fetched, so nothing was changed. " + why);
    }

    private static ChangeException noRoom(Path file, IOException fault) {
        return new ChangeException(
                FailureKind.DISK,
                file.toString(),
                "The new version could not be written to " + file + ", so nothing was changed. Is there room?",
                String.valueOf(fault.getMessage()));
    }

    /** So that a full disk is not taken for a fault of the connection. */
    private static final class Sink extends OutputStream {
        private OutputStream file = OutputStream.nullOutputStream();
        private Optional<IOException> fault = Optional.empty();

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                file.write(bytes, from, count);
            } catch (IOException full) {
                fault = Optional.of(full);
                throw full;
            }
        }
    }
}
