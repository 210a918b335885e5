package dev.fettle.host.pkg.apt;

import dev.fettle.core.product.DebNames;
import dev.fettle.core.product.DebVersion;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When dpkg took away the files of which build, by its own log. It writes the time of day of the host, to the second and
 * without its zone.
 */
final class DpkgLog {
    private static final String FOLDER = "/var/log";
    private static final String NEWEST = FOLDER + "/dpkg.log";
    private static final String ROTATED = NEWEST + ".1";
    private static final int MAX_BYTES = 32 << 20;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int MAX_REPLACEMENTS = 200_000;
    private static final Pattern PACKED = Pattern.compile("dpkg\\.log\\.(\\d{1,3})\\.gz");

    private static final String TIME = "(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)";

    /** {@code 2026-11-21 10:33:58 upgrade apt:amd64 2.6.1 2.6.2}; {@code … remove tiny-user:amd64 1.0 <none>}. */
    private static final Pattern REPLACED = Pattern.compile(
            "^" + TIME + " (?:upgrade|remove|disappear) (\\S{1,320}:\\S{1,64}) (\\S{1,512}) (\\S{1,512})$");

    /** {@code 2026-11-21 10:33:58 status half-installed apt:amd64 2.6.1}. */
    private static final Pattern STATUS =
            Pattern.compile("^" + TIME + " status ([a-z-]{1,32}) (\\S{1,320}:\\S{1,64}) \\S{1,512}$");

    private final Shell shell;
    private final HostFiles files;

    DpkgLog(Shell shell, HostFiles files) {
        this.shell = shell;
        this.files = files;
    }

    /**
     * One time that the files of a build were taken away.
     *
     * @param id {@code name:architecture}
     * @param old the version that went
     * @param now the version that came; empty if the package was removed
     * @param begun when, in the host's time of day
     * @param ended when the files had gone; null if the log does not say, as when dpkg was killed
     */
    record Replacement(
            String id,
            DebVersion old,
            String now,
            String begun,
            @Nullable String ended) {}

    /**
     * What a log tells, in the order in which it was written.
     *
     * @param since the time of the oldest line; null if there is none
     */
    record Told(@Nullable String since, List<Replacement> replacements) {}

    /**
     * The log of this month and of the last one, or whatever the host keeps unpacked.
     *
     * @throws HostException if it cannot be read
     */
    Told recent() throws HostException {
        Reading reading = new Reading();
        for (String path : List.of(ROTATED, NEWEST)) {
            Optional<String> text = files.read(path, MAX_BYTES);
            if (text.isPresent()) {
                take(reading, text.get());
            }
        }
        return reading.told();
    }

    /**
     * What {@link #recent} tells and what the host keeps packed.
     *
     * @throws HostException if it cannot be read or unpacked
     */
    Told whole() throws HostException {
        List<String> packed = new ArrayList<>();
        for (String name : files.list(FOLDER)) {
            if (PACKED.matcher(name).matches()) {
                packed.add(name);
            }
        }
        if (packed.isEmpty()) {
            return recent();
        }
        packed.sort((a, b) -> Integer.compare(age(b), age(a)));
        List<String> argv = new ArrayList<>(List.of("gzip", "-dc", "--"));
        packed.forEach(name -> argv.add(FOLDER + "/" + name));
        Reading reading = new Reading();
        shell.run(Command.of(TIMEOUT, argv), reading::take);
        for (String path : List.of(ROTATED, NEWEST)) {
            take(reading, files.read(path, MAX_BYTES).orElse(""));
        }
        return reading.told();
    }

    private static int age(String name) {
        Matcher packed = PACKED.matcher(name);
        return packed.matches() ? Integer.parseInt(packed.group(1)) : 0;
    }

    static Told read(String text) {
        Reading reading = new Reading();
        take(reading, text);
        return reading.told();
    }

    private static void take(Reading reading, String text) {
        try {
            reading.take(new BufferedReader(new StringReader(text)));
        } catch (IOException impossible) {
            throw new IllegalStateException("Reading from memory failed.", impossible);
        }
    }

    /** dpkg replaces files between the state half-installed and the next one. */
    private static final class Reading {
        private final List<Replacement> all = new ArrayList<>();
        private final Map<String, Integer> open = new HashMap<>();
        private final Map<String, Boolean> halfInstalled = new HashMap<>();
        private @Nullable String since;

        void take(InputStream stream) throws IOException {
            take(new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
        }

        void take(BufferedReader lines) throws IOException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher status = STATUS.matcher(line);
                if (status.matches()) {
                    begin(status.group(1));
                    status(status.group(1), status.group(2), status.group(3));
                    continue;
                }
                Matcher replaced = REPLACED.matcher(line);
                if (replaced.matches()) {
                    begin(replaced.group(1));
                    replaced(replaced.group(1), replaced.group(2), replaced.group(3), replaced.group(4));
                }
            }
        }

        private void begin(String time) {
            since = since == null ? time : since;
        }

        private void replaced(String time, String id, String old, String now) {
            if (isId(id) && DebVersion.isValid(old) && all.size() < MAX_REPLACEMENTS) {
                open.put(id, all.size());
                halfInstalled.put(id, false);
                all.add(new Replacement(id, new DebVersion(old), now.equals("<none>") ? "" : now, time, null));
            }
        }

        private void status(String time, String state, String id) {
            Integer at = open.get(id);
            if (at == null) {
                return;
            }
            if (state.equals("half-installed")) {
                halfInstalled.put(id, true);
            } else if (halfInstalled.getOrDefault(id, false)) {
                Replacement begun = all.get(at);
                all.set(at, new Replacement(id, begun.old(), begun.now(), begun.begun(), time));
                open.remove(id);
            }
        }

        private static boolean isId(String id) {
            int colon = id.indexOf(':');
            return DebNames.isPackage(id.substring(0, colon)) && DebNames.isArchitecture(id.substring(colon + 1));
        }

        Told told() {
            return new Told(since, all);
        }
    }
}
