package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fettle.testing.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Sets the clock of a test host wrong. Test hosts share the clock of their machine, so a library before all others shifts
 * what each program that begins there from then on is told of the time of day; nothing else is shifted, neither waits nor
 * the times of files.
 */
final class WrongClock {
    private static final String LIBRARY = "/usr/lib/wrong-clock.so";
    private static final String PRELOADED = "/etc/ld.so.preload";

    /** Without a header, so that the compiler alone will do. */
    private static final String SOURCE = """
            struct timespec { long seconds, nanoseconds; };
            struct timeval { long seconds, microseconds; };
            extern long syscall(long number, ...);
            #ifdef __x86_64__
            enum { CLOCK_GETTIME = 228 };
            #else
            enum { CLOCK_GETTIME = 113 };
            #endif
            enum { REALTIME = 0, REALTIME_COARSE = 5 };

            int clock_gettime(int clock, struct timespec *now) {
                long result = syscall(CLOCK_GETTIME, clock, now);
                if (result == 0 && (clock == REALTIME || clock == REALTIME_COARSE))
                    now->seconds += SHIFT;
                return result;
            }

            int gettimeofday(struct timeval *now, void *zone) {
                struct timespec exact;
                int result = clock_gettime(REALTIME, &exact);
                if (result == 0 && now) {
                    now->seconds = exact.seconds;
                    now->microseconds = exact.nanoseconds / 1000;
                }
                return result;
            }

            long time(long *to) {
                struct timespec exact;
                clock_gettime(REALTIME, &exact);
                if (to)
                    *to = exact.seconds;
                return exact.seconds;
            }
            """;

    private WrongClock() {}

    /** Begins the agent anew with this clock. */
    static void set(TestHost host, Duration ahead, Path work) throws IOException, InterruptedException {
        Path library = compiled(ahead, work);
        host.run("systemctl", "stop", "fettle-agent").text();
        host.copyIn(library, LIBRARY);
        host.write(PRELOADED, LIBRARY + "\n");
        assertThat(Long.parseLong(host.run("date", "+%s").text()) - System.currentTimeMillis() / 1000)
                .as("how many seconds the host is ahead")
                .isBetween(ahead.toSeconds() - 100, ahead.toSeconds() + 100);
        host.run("systemctl", "start", "fettle-agent").text();
    }

    /** Sets it right. */
    static void right(TestHost host) {
        host.run("systemctl", "stop", "fettle-agent").text();
        host.run("rm", "-f", PRELOADED).text();
        host.run("systemctl", "start", "fettle-agent").text();
    }

    private static Path compiled(Duration ahead, Path work) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "to set a clock wrong takes gcc, and it is not here");
        Path source = work.resolve("wrong-clock.c");
        Files.writeString(source, SOURCE);
        Path library = work.resolve("wrong-clock.so");
        Process gcc = new ProcessBuilder(
                        "/usr/bin/gcc",
                        "-nostdlib",
                        "-shared",
                        "-fPIC",
                        "-O2",
                        "-DSHIFT=" + ahead.toSeconds() + "L",
                        "-o",
                        library.toString(),
                        source.toString())
                .inheritIO()
                .start();
        assertThat(gcc.waitFor()).as("gcc").isZero();
        return library;
    }
}
