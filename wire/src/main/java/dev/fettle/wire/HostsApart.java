package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/**
 * That two hosts are not the same machine.
 *
 * @param first number of one, {@code second} of the other, in either order
 * @param reason for the audit trail
 */
public record HostsApart(
        @Nullable Long first,
        @Nullable Long second,
        @Nullable String reason) {}
