package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/**
 * That another host is the same machine.
 *
 * @param other the number of the one that is not kept
 * @param reason for the audit trail
 */
public record HostMerge(@Nullable Long other, @Nullable String reason) {}
