package dev.fettle.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A package file of a change.
 *
 * @param build {@code name:architecture=version}
 * @param bytes null if no package index tells
 * @param sha256 null if no package index tells
 * @param state kept, coming, missing, or unknown if nobody knows its hash
 * @param percent how much of it the server has
 * @param host the name of the host that has handed it over or was asked last; null if none was
 * @param at when it was kept, or when that host was asked; null if none was
 * @param why what is in the way, in parts perhaps in the host's words; null if nothing is
 */
public record ChangeBuildItem(
        String build,
        @Nullable Long bytes,
        @Nullable String sha256,
        String state,
        int percent,
        @Nullable String host,
        @Nullable Instant at,
        @Nullable String why) {}
