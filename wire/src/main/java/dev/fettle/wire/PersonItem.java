package dev.fettle.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may sign in.
 *
 * @param roles such as {@code viewer} and {@code operator@tag:web+owner:shop}; without @ for all hosts
 * @param provider at which the person signs in; null for an account of this server
 * @param disabledAt since when the person may not sign in; null if they may
 * @param secondFactor whether the person has one beside a password
 */
public record PersonItem(
        long id,
        String name,
        List<String> roles,
        @Nullable String provider,
        @Nullable Instant disabledAt,
        @Nullable Instant lastSignInAt,
        boolean secondFactor) {}
