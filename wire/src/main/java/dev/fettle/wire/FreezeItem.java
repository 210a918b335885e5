package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/**
 * A time in which nothing is changed, whatever windows say.
 *
 * @param id its number; what is sent does not matter, and may be left out
 * @param condition which hosts it is for: a filter as the list of hosts takes it. Empty or null for all
 * @param start as clocks in its zone show it: {@code 2026-12-20T00:00}
 * @param end so too; it is not in the freeze any more
 * @param zone such as {@code Europe/Berlin} or {@code UTC}
 */
public record FreezeItem(
        @Nullable Long id,
        @Nullable String name,
        @Nullable String condition,
        @Nullable String start,
        @Nullable String end,
        @Nullable String zone,
        @Nullable String note) {}
