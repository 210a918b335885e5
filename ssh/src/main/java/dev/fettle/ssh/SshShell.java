package dev.fettle.ssh;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import dev.fettle.host.LostConnectionException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Consuming;
import dev.fettle.host.shell.LimitedStream;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.FutureTask;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands on a host over SSH. What {@link Shell} promises holds but for the end of a command that took too long: the
 * host itself ends it, some seconds later.
 */
final class SshShell implements Shell {
    private static final int MAX_STDERR = 64 << 10;
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final SshConnections connections;
    private final SshTarget target;

    SshShell(SshConnections connections, SshTarget target) {
        this.connections = connections;
        this.target = target;
    }

    @Override
    public Result run(Command command, Consumer consumer) throws HostException {
        byte[] stdin = command.stdin() == null ? new byte[0] : command.stdin().getBytes(StandardCharsets.UTF_8);
        return run(command, new ByteArrayInputStream(stdin), consumer);
    }

    Result run(Command command, InputStream stdin, Consumer consumer) throws HostException {
        if (command.output() != null) {
            throw new IllegalArgumentException("What runs on another host cannot write into a file of this one.");
        }
        String line = RemoteCommand.line(command);
        try (SshConnections.Turn turn = connections.turn(target)) {
            ChannelExec channel = open(turn, line, command, stdin);
            try {
                return follow(channel, command, consumer);
            } finally {
                close(channel);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HostException(
                    problem(command, command.program() + " on " + target.name() + " was interrupted and stopped.", ""),
                    interrupted);
        }
    }

    private ChannelExec open(SshConnections.Turn turn, String line, Command command, InputStream stdin)
            throws HostException, InterruptedException {
        try {
            ChannelExec channel = turn.session().createExecChannel(line);
            channel.setIn(stdin);
            channel.setErr(new FirstBytes(MAX_STDERR));
            channel.open().verify(command.timeout());
            return channel;
        } catch (IOException refused) {
            throw new HostException(
                    problem(
                            command,
                            target.name() + " did not let " + command.program() + " be started over SSH.",
                            String.valueOf(refused.getMessage())),
                    refused);
        }
    }

    /** Both sides have to say it: a host counts a command among those of a connection until it has heard it. */
    private static void close(ChannelExec channel) {
        if (!channel.close(false).awaitUninterruptibly(CLOSE_LIMIT)) {
            channel.close(true);
        }
    }

    private Result follow(ChannelExec channel, Command command, Consumer consumer)
            throws HostException, InterruptedException {
        FutureTask<Boolean> consuming = new FutureTask<>(() -> consume(channel, command, consumer));
        Thread.ofVirtual().name("stdout of " + command.program()).start(consuming);
        boolean toTheEnd = await(consuming, channel, command);
        String stderr = String.valueOf(channel.getErr());
        if (!toTheEnd) {
            return new Result(-1, "", stderr, true);
        }
        channel.waitFor(
                EnumSet.of(ClientChannelEvent.CLOSED, ClientChannelEvent.EXIT_STATUS, ClientChannelEvent.EXIT_SIGNAL),
                END_LIMIT);
        Integer status = channel.getExitStatus();
        if (status == null) {
            throw channel.getExitSignal() == null ? lost(command, null) : ended(command, channel.getExitSignal());
        }
        return new Result(status, "", String.valueOf(channel.getErr()), false);
    }

    /** Whether the consumer took all there was. */
    private static boolean consume(ChannelExec channel, Command command, Consumer consumer)
            throws IOException, HostException {
        InputStream all = channel.getInvertedOut();
        try (LimitedStream stream = new LimitedStream(all, command.maxOutputBytes())) {
            consumer.accept(stream);
            return stream.atEnd();
        }
    }

    private boolean await(FutureTask<Boolean> consuming, ChannelExec channel, Command command)
            throws HostException, InterruptedException {
        try {
            return Consuming.await(consuming, command, where());
        } catch (IOException broken) {
            if (!channel.isOpen()) {
                throw lost(command, broken);
            }
            throw Consuming.unreadable(command, where(), broken);
        }
    }

    private String where() {
        return " on " + target.name();
    }

    /** @param signal as the host names it */
    private HostException ended(Command command, String signal) {
        return new HostException(problem(
                command, command.program() + " was ended on " + target.name() + " by a signal.", "SIG" + signal));
    }

    private LostConnectionException lost(Command command, @Nullable Throwable cause) {
        return new LostConnectionException(
                problem(
                        command,
                        "The connection to " + target.name() + " was lost while " + command.program()
                                + " ran there; how it ended is unknown.",
                        ""),
                cause);
    }

    private static Problem problem(Command command, String message, String words) {
        return new Problem(command.program(), message, words);
    }

    /** Keeps the beginning and takes the rest, so that the host never waits for us. */
    private static final class FirstBytes extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final int limit;

        FirstBytes(int limit) {
            this.limit = limit;
        }

        @Override
        public synchronized void write(int one) {
            if (kept.size() < limit) {
                kept.write(one);
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            kept.write(bytes, offset, Math.min(length, limit - kept.size()));
        }

        @Override
        public synchronized String toString() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
