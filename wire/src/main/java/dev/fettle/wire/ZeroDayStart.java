package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/**
 * That an emergency change is to be carried out now.
 *
 * @param content the hash of what you saw, as the change tells it
 * @param override what is not waited for: nothing (as if it is left out), windows or windows-and-freezes
 * @param overrideReason why; needed if something is not waited for
 */
public record ZeroDayStart(
        @Nullable String content,
        @Nullable String override,
        @Nullable String overrideReason) {}
