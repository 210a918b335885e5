package dev.fettle.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A maintenance window.
 *
 * @param id its number; what is sent does not matter, and may be left out; so are the words
 * @param condition which hosts have it: a filter as the list of hosts takes it. Empty or null for all
 * @param first from where its rule is counted, as clocks in its zone show it: {@code 2027-01-19T02:00}
 * @param rule of RFC 5545, such as {@code FREQ=MONTHLY;BYDAY=3TU}; empty or null for one opening alone. Where a window is
 *     sent, words will do: {@code every day}, {@code weekdays}, {@code Monday, Thursday}, {@code third Tuesday},
 *     {@code Saturday after the second Tuesday}
 * @param words that say the rule, for people
 * @param minutes for how long it is open, in time that really passes
 * @param zone such as {@code Europe/Berlin} or {@code UTC}; {@code host Europe/Berlin} for the clocks of each host, which its tag
 *     {@code zone:America/New_York} names, and those of Berlin for hosts without one
 * @param except days on which no opening begins, {@code 2027-12-24}
 */
public record WindowItem(
        @Nullable Long id,
        @Nullable String name,
        @Nullable String condition,
        @Nullable String first,
        @Nullable String rule,
        @Nullable String words,
        @Nullable Long minutes,
        @Nullable String zone,
        @Nullable List<String> except,
        @Nullable String note) {}
