package dev.fettle.core.plan;

import java.util.List;

/** For which hosts a change is. Which these are is fixed when it is planned. */
public sealed interface HostChoice {
    int LONGEST_QUERY = 2_000;
    int MOST_LISTED = 10_000;

    /** @param query a filter over hosts; empty for all hosts that the proposer may change */
    record Matching(String query) implements HostChoice {
        public Matching {
            query = PlainText.of(query, "A filter over hosts", 0, LONGEST_QUERY, false);
        }
    }

    /** @param group the number of a named group */
    record Members(long group) implements HostChoice {}

    /** @param hosts their numbers */
    record Listed(List<Long> hosts) implements HostChoice {
        public Listed {
            hosts = hosts.stream().distinct().sorted().toList();
            if (hosts.isEmpty() || hosts.size() > MOST_LISTED) {
                throw new IllegalArgumentException("List 1 to " + MOST_LISTED + " hosts, or choose them by a filter.");
            }
        }
    }
}
