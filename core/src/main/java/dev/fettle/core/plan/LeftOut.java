package dev.fettle.core.plan;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Hosts of a change that get nothing by it, for one reason.
 *
 * @param because a sentence; names of packages in it come from hosts
 * @param hosts their numbers, sorted
 */
public record LeftOut(Why why, String because, List<Long> hosts) {
    public LeftOut {
        hosts = hosts.stream().sorted().toList();
    }

    /** Why a host gets nothing. */
    public enum Why {
        /** Nothing was heard of it for too long. */
        SILENT(true),
        /** Nothing was heard of another member of its cluster for too long. */
        CLUSTER_SILENT(true),
        /** There is nobody on it who could carry out an order. */
        NO_WAY_IN(true),
        /** What is pending there is not known. */
        UNKNOWN(true),
        /** It is exposed, and nothing that is pending closes that. */
        NO_FIX(true),
        /** What it would get is held there, served to a part of hosts only, or cannot be installed with the rest. */
        KEPT_BACK(true),
        /** What it would get is too young. */
        RIPENING(true),
        /** Its package manager would take other packages away for it, which no order does. */
        NEEDS_REMOVAL(true),
        /** No order can name what it would get. */
        UNNAMEABLE(true),
        /** No wave takes it. */
        NO_WAVE(true),
        /** It is known that nothing of what is wanted is pending there. */
        NOTHING_PENDING(false);

        private final boolean open;

        Why(boolean open) {
            this.open = open;
        }

        /** Whether what the change is for stays open there, or nobody knows. */
        public boolean leavesOpen() {
            return open;
        }

        /** As addresses, tables and programs write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The one of a word; empty if there is none. */
        public static Optional<Why> of(String word) {
            for (Why each : values()) {
                if (each.word().equals(word)) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        }
    }
}
