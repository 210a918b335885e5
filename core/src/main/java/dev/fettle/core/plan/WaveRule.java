package dev.fettle.core.plan;

import java.time.Duration;

/**
 * A wave as it is wanted.
 *
 * @param name such as {@code pilot}
 * @param share which of the hosts that no wave before has taken
 * @param soak how long its hosts are watched before its gate is asked; may be nothing
 */
public record WaveRule(String name, Share share, Gate gate, Duration soak) {
    public static final int LONGEST_NAME = 40;
    static final Duration LONGEST_SOAK = Duration.ofDays(30);

    /** Which hosts a wave takes. */
    public sealed interface Share {
        /** @param percent of all hosts of the change, rounded up; 1 to 100 */
        record Percentage(int percent) implements Share {
            public Percentage {
                if (percent < 1 || percent > 100) {
                    throw new IllegalArgumentException("A wave takes 1 to 100 percent of the hosts.");
                }
            }
        }

        /** @param hosts so many of them, or fewer if there are no more */
        record Count(int hosts) implements Share {
            public Count {
                if (hosts < 1) {
                    throw new IllegalArgumentException("A wave takes at least one host.");
                }
            }
        }

        /** @param query a filter over hosts */
        record Matching(String query) implements Share {
            public Matching {
                query = PlainText.of(query, "The filter of a wave", 1, HostChoice.LONGEST_QUERY, false);
            }
        }

        /** All that are left. */
        record Rest() implements Share {}
    }

    /** @throws IllegalArgumentException with a sentence for people */
    public WaveRule {
        name = PlainText.of(name, "The name of a wave", 1, LONGEST_NAME, false);
        if (soak.isNegative()
                || soak.compareTo(LONGEST_SOAK) > 0
                || soak.toSecondsPart() != 0
                || soak.toNanosPart() != 0) {
            throw new IllegalArgumentException("A wave is watched for 0 minutes to 30 days, in whole minutes.");
        }
    }
}
