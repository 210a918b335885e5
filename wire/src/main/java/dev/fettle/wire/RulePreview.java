package dev.fettle.wire;

import java.util.List;

/**
 * What a rule would do.
 *
 * @param hosts how many hosts it would change
 * @param first some of them
 */
public record RulePreview(int hosts, List<Changed> first) {
    public record Changed(long id, String name, HostDescription before, HostDescription after) {}
}
