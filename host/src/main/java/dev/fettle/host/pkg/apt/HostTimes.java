package dev.fettle.host.pkg.apt;

import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Times of day as a host writes them, turned into moments by the host itself, which knows its zone. */
final class HostTimes {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int AN_HOUR = 3600;

    private final Map<String, Instant> moments;

    private HostTimes(Map<String, Instant> moments) {
        this.moments = moments;
    }

    /**
     * Those of the times that mean one moment. A time that comes twice, when the clock is set back in autumn, is none of
     * them, nor is one that never comes.
     *
     * @param times {@code 2026-11-21 10:33:58}
     * @throws HostException if the host cannot be asked
     */
    static HostTimes of(Shell shell, Collection<String> times) throws HostException {
        List<String> asked = List.copyOf(new TreeSet<>(times));
        Map<String, Instant> moments = new HashMap<>();
        List<String> seconds = ask(shell, "+%s", asked);
        List<String> around = new ArrayList<>();
        for (int i = 0; i < seconds.size(); i++) {
            if (!seconds.get(i).matches("\\d{1,12}")) {
                throw new HostException("date", "date(1) of the host says no moment for " + asked.get(i) + ".");
            }
            long moment = Long.parseLong(seconds.get(i));
            around.add("@" + moment);
            around.add("@" + (moment - AN_HOUR));
            around.add("@" + (moment + AN_HOUR));
        }
        List<String> back = ask(shell, "+%Y-%m-%d %H:%M:%S", around);
        for (int i = 0; i < asked.size(); i++) {
            String time = asked.get(i);
            boolean once = back.get(3 * i).equals(time)
                    && !back.get(3 * i + 1).equals(time)
                    && !back.get(3 * i + 2).equals(time);
            if (once) {
                moments.put(time, Instant.ofEpochSecond(Long.parseLong(seconds.get(i))));
            }
        }
        return new HostTimes(moments);
    }

    private static List<String> ask(Shell shell, String format, List<String> times) throws HostException {
        if (times.isEmpty()) {
            return List.of();
        }
        Result result =
                shell.run(Command.of(TIMEOUT, "date", "--file=-", format).withStdin(String.join("\n", times) + "\n"));
        List<String> answers = result.stdout().lines().toList();
        if (answers.size() != times.size()) {
            throw new HostException("date", "date(1) of the host does not understand the times in dpkg's log.");
        }
        return answers;
    }

    /** Null if it is not known. */
    @Nullable
    Instant of(String time) {
        return moments.get(time);
    }
}
