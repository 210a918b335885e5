package dev.fettle.server;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;

/** Where the commands that need the server's libraries start: {@code up}, {@code backup}, {@code restore}, {@code
 * sign-in-link}. */
public final class ServerMain {
    private ServerMain() {}

    public static void main(String[] args) {
        // Ours, because Spring's logging may put others in the place of the system's.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Logging.toNowhere();
        Speech speech = new Speech(out, err);
        int code;
        try {
            code = new ServerCommands(speech, System.getenv(), Clock.system(ZoneId.systemDefault())).run(args);
        } catch (RuntimeException bug) {
            speech.bug(bug);
            code = ServerCommands.FAILED;
        }
        System.exit(code);
    }
}
