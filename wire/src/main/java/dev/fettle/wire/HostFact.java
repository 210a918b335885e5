package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/**
 * Who says something of a host.
 *
 * @param fact {@code owner}, {@code environment}, {@code criticality}, {@code exposure} or {@code tag}
 * @param by {@code person} or {@code rule}
 * @param rule the rule's number; null if it is a person's word
 * @param ruleName null as well if the rule is not there any more
 */
public record HostFact(
        String fact,
        String value,
        String by,
        @Nullable Long rule,
        @Nullable String ruleName) {}
