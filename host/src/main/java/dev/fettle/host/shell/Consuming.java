package dev.fettle.host.shell;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How whoever takes the output of a command came to an end, in sentences that are the same for every shell. */
public final class Consuming {
    private Consuming() {}

    /**
     * Waits for it as long as the command may take.
     *
     * @param where behind the program's name in sentences: empty, or {@code " on web-1"}
     * @throws HostException if it takes too long, takes in too much, or is what the consumer threw
     * @throws IOException if the output could not be read
     */
    public static boolean await(FutureTask<Boolean> consuming, Command command, String where)
            throws HostException, IOException, InterruptedException {
        String program = command.program();
        try {
            return consuming.get(command.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw HostException.timeout(
                    new Problem(
                            program,
                            program + where + " did not end within "
                                    + command.timeout().toSeconds() + " s and was stopped."),
                    late);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case HostException ours -> throw ours;
                case LimitedStream.TooMuch tooMuch ->
                    throw new HostException(
                            new Problem(
                                    program,
                                    program + where + " wrote more than " + command.maxOutputBytes()
                                            + " bytes, far more than it ever should, and was stopped."),
                            tooMuch);
                case IOException unreadable -> throw unreadable;
                case null, default -> throw new IllegalStateException("Reading " + program + " failed.", failed);
            }
        }
    }

    /** For output that could not be read although the command still runs, or ran to its end. */
    public static HostException unreadable(Command command, String where, IOException cause) {
        String program = command.program();
        return new HostException(
                new Problem(
                        program,
                        "What " + program + where + " wrote could not be read.",
                        String.valueOf(cause.getMessage())),
                cause);
    }
}
