package dev.fettle.host.pkg.apt;

import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.inventory.Survey;
import java.util.List;
import java.util.Map;

/**
 * All that a host itself tells before anything is judged.
 *
 * @param changelogs what the pending patches say of themselves
 * @param problems everything that could not be read, the inventory's included
 */
public record HostSurvey(Inventory inventory, Survey.Pending pending, Changelogs changelogs, List<Problem> problems) {
    public HostSurvey {
        problems = List.copyOf(problems);
    }

    /** Whether the changelogs of the pending patches could be asked what they mend. */
    public sealed interface Changelogs {
        /** They were not wanted, or there are no pending patches known that could have any. */
        record NotAsked() implements Changelogs {}

        /**
         * @param bySource by unsigned source name
         * @param unread sources whose changelog could not be had, by name; what their patches mend is not known from here
         */
        record Asked(Map<String, ChangelogClaim> bySource, List<String> unread) implements Changelogs {
            public Asked {
                bySource = Map.copyOf(bySource);
                unread = List.copyOf(unread);
            }
        }
    }

    /** What changelogs claim, by unsigned source name; nothing if they were not asked. */
    public Map<String, ChangelogClaim> claims() {
        return switch (changelogs) {
            case Changelogs.Asked(Map<String, ChangelogClaim> bySource, List<String> _) -> bySource;
            case Changelogs.NotAsked _ -> Map.of();
        };
    }
}
