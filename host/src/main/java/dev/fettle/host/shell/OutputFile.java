package dev.fettle.host.shell;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The files that a command writes to instead of pipes, and what it has added to them. */
final class OutputFile {
    private static final int KEPT = 256 << 10;
    private static final int MAX_STDERR = 64 << 10;
    private static final Duration SLICE = Duration.ofSeconds(1);

    private final Command command;
    private final Path output;
    private final long outputBefore;
    private final long errorsBefore;

    OutputFile(Command command, Path output) throws HostException {
        this.command = command;
        this.output = output;
        try {
            this.outputBefore = size(output);
            this.errorsBefore = size(errors(output));
        } catch (IOException unreadable) {
            throw unusable(unreadable);
        }
    }

    static Path errors(Path output) {
        return output.resolveSibling(output.getFileName() + ".err");
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** Waits for the end of the command itself; what it has left running may write on. */
    Result await(Process process) throws HostException, InterruptedException {
        long left = command.timeout().toMillis();
        while (!process.waitFor(Math.min(left, SLICE.toMillis()), TimeUnit.MILLISECONDS)) {
            left -= SLICE.toMillis();
            if (left <= 0) {
                String late = command.program() + " did not end within "
                        + command.timeout().toSeconds() + " s and was stopped.";
                throw HostException.timeout(new Problem(command.program(), late), new TimeoutException(late));
            }
            refuseTooMuch();
        }
        try {
            long from = Math.max(outputBefore, size(output) - KEPT);
            return new Result(
                    process.exitValue(),
                    text(output, from, KEPT),
                    text(errors(output), errorsBefore, MAX_STDERR),
                    false);
        } catch (IOException unreadable) {
            throw unusable(unreadable);
        }
    }

    private void refuseTooMuch() throws HostException {
        try {
            if (size(output) - outputBefore + size(errors(output)) - errorsBefore > command.maxOutputBytes()) {
                throw new HostException(
                        command.program(),
                        command.program() + " wrote more than " + command.maxOutputBytes()
                                + " bytes, far more than it ever should, and was stopped.");
            }
        } catch (IOException unreadable) {
            throw unusable(unreadable);
        }
    }

    private static String text(Path file, long from, int most) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        ByteBuffer bytes = ByteBuffer.allocate(most);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(from);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until there is no more, or no room.
            }
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    private HostException unusable(IOException cause) {
        return new HostException(
                new Problem(
                        output.toString(),
                        output + " cannot be used for what " + command.program() + " writes.",
                        String.valueOf(cause)),
                cause);
    }
}
