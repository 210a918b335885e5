package dev.fettle.core.inventory;

import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A build that was replaced or removed on disk and that processes still execute, so that a patch of it has no effect in
 * them.
 *
 * @param name of the binary package that the replaced files belonged to
 * @param version the one that runs; null if nobody knows which it was
 * @param source of that version, as dpkg records it; null if it is not known
 * @param users what runs it, sorted: units of systemd where they are known, otherwise names of processes; hostile. A unit
 *     {@code init.scope} is the system's first process
 */
public record StaleBuild(
        String name,
        String architecture,
        @Nullable DebVersion version,
        @Nullable SourceBuild source,
        List<String> users) {
    /** The unit of the system's first process. */
    public static final String INIT = "init.scope";

    private static final Set<String> NEVER_RESTARTED = Set.of(INIT, "dbus.service", "dbus-broker.service");
    private static final int MAX_NAMED = 10;
    private static final int MAX_NAME = 80;

    public StaleBuild {
        users = List.copyOf(users);
    }

    /** What a user of a replaced build needs to run the one that is installed. */
    public enum Remedy {
        /** Its unit is restarted. */
        RESTART,
        /** Somebody's session, which that person ends. */
        SESSION,
        /** A program that no unit is known of, restarted by whoever started it. */
        BY_HAND,
        /** Nothing but a reboot. */
        REBOOT;

        public static Remedy of(String user) {
            if (NEVER_RESTARTED.contains(user)) {
                return REBOOT;
            }
            boolean service = user.endsWith(".service");
            boolean scope = user.endsWith(".scope");
            if ((scope && user.startsWith("session-")) || (service && user.startsWith("user@"))) {
                return SESSION;
            }
            return service || scope || user.endsWith(".socket") ? RESTART : BY_HAND;
        }
    }

    /** {@code name:architecture}. */
    public String id() {
        return name + ":" + architecture;
    }

    /** Whether it can be judged; of one that can't nobody knows which vulnerabilities it has. */
    public boolean isKnown() {
        return version != null && source != null;
    }

    /** Whether some of what runs it cannot be restarted without the whole system. */
    public boolean needsReboot() {
        return users.stream().anyMatch(NEVER_RESTARTED::contains);
    }

    /** What has to be done, in sentences, with the first few names of each kind; hostile. */
    public String advice() {
        Map<Remedy, List<String>> byRemedy = new EnumMap<>(Remedy.class);
        users.forEach(user -> byRemedy.computeIfAbsent(Remedy.of(user), _ -> new ArrayList<>())
                .add(user));
        List<String> sentences = new ArrayList<>();
        byRemedy.forEach((remedy, names) -> sentences.add(
                switch (remedy) {
                    case RESTART -> "Restart " + named(names) + ".";
                    case SESSION -> "End the sessions of " + named(names) + ".";
                    case BY_HAND -> "Restart by hand: " + named(names) + ".";
                    case REBOOT -> "Only a reboot ends " + named(names) + ".";
                }));
        return String.join(" ", sentences);
    }

    /** The first few names with the count of the others. */
    public static String named(List<String> names) {
        List<String> first = names.stream()
                .limit(MAX_NAMED)
                .map(name -> name.length() > MAX_NAME ? name.substring(0, MAX_NAME) + "…" : name)
                .toList();
        int others = names.size() - first.size();
        return String.join(", ", first) + (others == 0 ? "" : " and " + others + " more");
    }
}
