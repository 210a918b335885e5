package dev.fettle.core.catalog;

import dev.fettle.core.product.DebVersion;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The events of one OSV range for one package, sorted by version: where a vulnerability came in, and where it went.
 * Evaluated as the OSV schema's "Evaluation" section says.
 */
public record VersionRange(List<Event> events) {
    private static final String BEFORE_ALL = "0";

    /** What happens at a version. */
    public enum Kind {
        INTRODUCED,
        FIXED,
        LAST_AFFECTED
    }

    /** @param version {@code 0} stands for "before all versions" */
    public record Event(Kind kind, String version) {
        private int compareTo(String other) {
            boolean first = version.equals(BEFORE_ALL);
            if (first || other.equals(BEFORE_ALL)) {
                return Boolean.compare(other.equals(BEFORE_ALL), first);
            }
            return DebVersion.compare(version, other);
        }
    }

    /** What a range says of one version. */
    public sealed interface Position {
        /** @param fixed the version that ends the range the version lies in; null if nothing does yet */
        record Inside(@Nullable String fixed) implements Position {}

        /** @param event the event that puts the version outside; null if it came before any introduction */
        record Outside(@Nullable Event event) implements Position {}
    }

    public VersionRange {
        events = isSorted(events)
                ? List.copyOf(events)
                : events.stream().sorted((a, b) -> a.compareTo(b.version())).toList();
    }

    /** Nearly every range is; so the few that are not pay for sorting. */
    private static boolean isSorted(List<Event> events) {
        for (int i = 1; i < events.size(); i++) {
            if (events.get(i - 1).compareTo(events.get(i).version()) > 0) {
                return false;
            }
        }
        return true;
    }

    public Position positionOf(DebVersion version) {
        boolean inside = false;
        @Nullable Event last = null;
        for (Event event : events) {
            int order = event.compareTo(version.text());
            switch (event.kind()) {
                case INTRODUCED -> {
                    if (order <= 0) {
                        inside = true;
                        last = event;
                    }
                }
                case FIXED -> {
                    if (order <= 0) {
                        inside = false;
                        last = event;
                    } else if (inside) {
                        return new Position.Inside(event.version());
                    }
                }
                case LAST_AFFECTED -> {
                    if (order < 0) {
                        inside = false;
                        last = event;
                    }
                }
            }
        }
        return inside ? new Position.Inside(null) : new Position.Outside(last);
    }

    /** For evidence: {@code introduced 0, fixed 1.2-3}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Event event : events) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(event.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .append(' ')
                    .append(event.version());
        }
        return text.toString();
    }
}
