package dev.fettle.host.shell;

import dev.fettle.host.HostException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The door to a host. A command runs with LC_ALL=C.UTF-8 in an environment that carries over PATH, HOME, LANG and the
 * proxy variables only. An exit status other than 0 is a {@link Result}, no exception.
 */
public interface Shell {

    /**
     * Runs a command to its end and keeps what it writes.
     *
     * @throws HostException if it cannot be started, takes too long, writes too much or the thread is interrupted; it
     *     and everything it started are killed then
     */
    default Result run(Command command) throws HostException {
        AtomicReference<String> stdout = new AtomicReference<>("");
        Result result = run(command, stream -> stdout.set(new String(stream.readAllBytes(), StandardCharsets.UTF_8)));
        return new Result(result.status(), stdout.get(), result.stderr(), false);
    }

    /**
     * Runs a command and hands its standard output over as it comes. A consumer that returns before the end of the
     * stream stops the command.
     *
     * @throws HostException as {@link #run(Command)}, and what the consumer throws
     */
    Result run(Command command, Consumer consumer) throws HostException;

    /** Takes the standard output of a command, in a thread of its own. */
    @FunctionalInterface
    interface Consumer {
        void accept(InputStream stdout) throws IOException, HostException;
    }
}
