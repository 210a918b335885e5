package dev.fettle.server.hosts;

import org.jspecify.annotations.Nullable;

/**
 * Who says something of a host.
 *
 * @param fact {@code owner}, {@code environment}, {@code criticality}, {@code exposure} or {@code tag}
 * @param rule by which it is said; null if it is a person's word
 * @param ruleName null as well if the rule is not there any more
 */
public record FactSource(
        String fact,
        String value,
        @Nullable Long rule,
        @Nullable String ruleName) {
    /** A sentence for people. */
    public String sentence() {
        return rule == null ? "said by a person" : "by the rule " + (ruleName == null ? rule.toString() : ruleName);
    }
}
