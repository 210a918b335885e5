package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/**
 * A named group of hosts.
 *
 * @param id its number; what is sent does not matter, and may be left out
 * @param condition a filter as the list of hosts takes it: who fits belongs to the group
 * @param note what it is for; may be empty
 */
public record HostGroupItem(
        @Nullable Long id,
        @Nullable String name,
        @Nullable String condition,
        @Nullable String note) {}
