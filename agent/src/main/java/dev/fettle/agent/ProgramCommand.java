package dev.fettle.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** How this very program is called, to start it for another purpose. */
final class ProgramCommand {
    private static final String MAIN = "dev.fettle.agent.AgentMain";
    private static final String REPLACED = " (deleted)";
    private static final Pattern NUL = Pattern.compile("\0");

    private final List<String> beforeMain;

    private ProgramCommand(List<String> beforeMain) {
        this.beforeMain = List.copyOf(beforeMain);
    }

    /** From what the kernel knows of this process. */
    static ProgramCommand own() throws AgentException {
        try {
            List<String> argv = Arrays.asList(NUL.split(Files.readString(Path.of("/proc/self/cmdline"))));
            int main = argv.indexOf(MAIN);
            String runtime = Files.readSymbolicLink(Path.of("/proc/self/exe")).toString();
            if (main < 1) {
                throw new AgentException("This program was started in a way in which it cannot start itself again.");
            }
            List<String> before = new ArrayList<>(argv.subList(0, main));
            // Where the package was replaced, the new program lies in the place of the old one.
            before.set(
                    0,
                    runtime.endsWith(REPLACED) ? runtime.substring(0, runtime.length() - REPLACED.length()) : runtime);
            return new ProgramCommand(before);
        } catch (IOException unreadable) {
            throw new AgentException("The kernel does not tell how this program was started.", unreadable);
        }
    }

    List<String> with(String... arguments) {
        List<String> command = new ArrayList<>(beforeMain);
        command.add(MAIN);
        command.addAll(List.of(arguments));
        return command;
    }

    /** The same with more memory; of two such options, the JVM takes the last. */
    List<String> withMemory(int megabytes, String... arguments) {
        List<String> command = new ArrayList<>(beforeMain);
        command.add("-Xmx" + megabytes + "m");
        command.add(MAIN);
        command.addAll(List.of(arguments));
        return command;
    }
}
