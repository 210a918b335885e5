package dev.fettle.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule on what hosts are.
 *
 * @param id its number; what is sent does not matter, and may be left out
 * @param position from 1; of two rules that say something else, the one with the smaller position counts. Null or 0 where
 *     a rule is sent: the last, or where it is
 * @param condition a filter over hosts by name, platform, system, tags, package, network and id
 * @param tags that hosts get who fit
 * @param owner empty if the rule does not speak of it; so is the environment
 * @param criticality null if the rule does not speak of it; so is the exposure
 */
public record HostRuleItem(
        @Nullable Long id,
        @Nullable Integer position,
        @Nullable String name,
        @Nullable String condition,
        @Nullable List<String> tags,
        @Nullable String owner,
        @Nullable String environment,
        @Nullable String criticality,
        @Nullable String exposure) {}
