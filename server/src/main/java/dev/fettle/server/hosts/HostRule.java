package dev.fettle.server.hosts;

import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Exposure;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What some hosts are, by what they have in common.
 *
 * @param position from 1; of two rules that say something else of one host, the one with the smaller position counts
 * @param condition a filter over {@link HostFields#RULES}
 * @param version counts its changes
 */
public record HostRule(long id, int position, String name, String condition, Says says, long version) {

    /**
     * What a rule says.
     *
     * @param tags that hosts get, beside others
     * @param owner empty if it says nothing of it; so is the environment, and null what has other words
     */
    public record Says(
            Set<String> tags,
            String owner,
            String environment,
            @Nullable Criticality criticality,
            @Nullable Exposure exposure) {
        public Says {
            tags = Set.copyOf(tags);
        }

        boolean nothing() {
            return tags.isEmpty()
                    && owner.isEmpty()
                    && environment.isEmpty()
                    && criticality == null
                    && exposure == null;
        }
    }
}
