package dev.fettle.agent;

import dev.fettle.agent.connection.Answer;
import dev.fettle.agent.connection.ServerConnection;
import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.FailureKind;
import dev.fettle.host.ChangeException;
import dev.fettle.host.pkg.apt.ServedBuilds;
import dev.fettle.link.BuildPart;
import dev.fettle.link.BuildRequest;
import dev.fettle.link.BuildTaken;
import dev.fettle.link.LinkException;
import dev.fettle.link.LinkPaths;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/** Package files from and to this host's own server, for one order. */
final class LinkedBuilds implements ServedBuilds {
    private static final int MOST_TRIES = 4;

    /** A server that is busy is asked again so often: about half an hour. */
    private static final int MOST_WAITS = 60;

    private static final int LONGEST_ANSWER = 64 << 10;
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final Duration LONGEST_PART = Duration.ofMinutes(2);
    private static final Duration BETWEEN = Duration.ofSeconds(3);
    private static final Duration LONGEST_BETWEEN = Duration.ofSeconds(30);
    private static final String WHERE = "server";

    private final Path state;
    private final UUID order;
    private final InstantSource clock;
    private final Serve.Sleeper sleeper;

    /** @param state of the host; if it is not enrolled, it has no server */
    LinkedBuilds(Path state, UUID order, InstantSource clock, Serve.Sleeper sleeper) {
        this.state = state;
        this.order = order;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** Asks the server once. */
    private interface Asking {
        Answer over(ServerConnection connection) throws IOException;
    }

    @Override
    public void fetch(BuildFile file, Path to) throws ChangeException {
        byte[] wish = new BuildRequest(order, file.sha256()).bytes();
        asked(file, connection -> {
            try (OutputStream out = Files.newOutputStream(to)) {
                Answer answer = connection.download(LinkPaths.BUILD, wish, LONGEST, file.bytes(), out);
                return answer instanceof Answer.Good && Files.size(to) < file.bytes()
                        ? new Answer.Failed("Only " + Files.size(to) + " of " + file.bytes() + " bytes came.", 0)
                        : answer;
            }
        });
    }

    @Override
    public void handOver(BuildFile file, Path from) throws ChangeException {
        long have = sent(file, 0, new byte[0]);
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ)) {
            long parts = 2 + 2 * (file.bytes() / BuildPart.LONGEST);
            for (long sent = 0; have < file.bytes(); sent++) {
                if (sent > parts) {
                    throw notHad("The server takes part after part of the file and never has it.");
                }
                ByteBuffer part = ByteBuffer.allocate((int) Math.min(BuildPart.LONGEST, file.bytes() - have));
                int read = 0;
                while (read >= 0 && part.hasRemaining()) {
                    read = in.read(part, have + part.position());
                }
                have = sent(file, have, part.array());
            }
        } catch (IOException unreadable) {
            throw new ChangeException(
                    FailureKind.DISK,
                    from.toString(),
                    from + " could not be read.",
                    String.valueOf(unreadable.getMessage()));
        }
    }

    private long sent(BuildFile file, long from, byte[] content) throws ChangeException {
        byte[] part = new BuildPart(order, file.sha256(), from, content).bytes();
        Answer.Good answer =
                asked(file, connection -> connection.post(LinkPaths.BUILD_PART, part, LONGEST_PART, LONGEST_ANSWER));
        try {
            long have = BuildTaken.of(answer.body()).have();
            if (have > file.bytes() || (have < file.bytes() && have % BuildPart.LONGEST != 0)) {
                throw notHad("The server says to have " + have + " bytes of the file, which cannot be.");
            }
            return have;
        } catch (LinkException strange) {
            throw notHad("The server's answer cannot be used: " + strange.getMessage());
        }
    }

    private Answer.Good asked(BuildFile file, Asking asking) throws ChangeException {
        String last = "";
        int tries = 0;
        int waits = 0;
        while (tries < MOST_TRIES && waits < MOST_WAITS) {
            Answer answer;
            // Each time anew: the resident program may have had its certificate renewed.
            try (ServerConnection connection = connection()) {
                answer = asking.over(connection);
            } catch (IOException full) {
                throw new ChangeException(
                        FailureKind.DISK,
                        file.build().toString(),
                        "The package file could not be written. Is there room?",
                        String.valueOf(full.getMessage()));
            }
            switch (answer) {
                case Answer.Good good -> {
                    return good;
                }
                case Answer.Failed(String why, int retry) -> {
                    last = why;
                    tries += retry > 0 ? 0 : 1;
                    waits++;
                    pause(retry);
                }
                case Answer.Denied(String why) -> throw notHad(why);
                case Answer.Missing(String why) -> throw notHad(why);
                case Answer.Conflict(String why) -> throw notHad(why);
                case Answer.Rejected(String why) -> throw notHad(why);
            }
        }
        throw notHad(last);
    }

    private ServerConnection connection() throws ChangeException {
        try {
            Identity identity = Identity.read(state);
            return new ServerConnection(identity.server(), identity.tls(), clock);
        } catch (AgentException none) {
            throw new ChangeException(
                    FailureKind.DOWNLOAD,
                    WHERE,
                    "This host has no connection of its own to its server, so package files go neither way.",
                    String.valueOf(none.getMessage()));
        }
    }

    private void pause(int seconds) throws ChangeException {
        Duration asked = Duration.ofSeconds(seconds);
        Duration pause = asked.compareTo(BETWEEN) < 0 ? BETWEEN : asked;
        try {
            sleeper.sleep(pause.compareTo(LONGEST_BETWEEN) < 0 ? pause : LONGEST_BETWEEN);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw notHad("The order was interrupted.");
        }
    }

    private static ChangeException notHad(String why) {
        return new ChangeException(FailureKind.DOWNLOAD, WHERE, why);
    }
}
