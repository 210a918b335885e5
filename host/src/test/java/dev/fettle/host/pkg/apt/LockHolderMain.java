package dev.fettle.host.pkg.apt;

import dev.fettle.host.HostException;
import java.io.IOException;
import java.nio.file.Path;

/** Holds the lock of a state directory until its standard input ends: {@link DebianSurveyTest} starts it. */
final class LockHolderMain {
    private LockHolderMain() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws HostException, IOException {
        try (RunLock _ = RunLock.take(StateDirectory.open(Path.of(arguments[0])))) {
            System.out.print("held");
            System.out.flush();
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
        }
    }
}
