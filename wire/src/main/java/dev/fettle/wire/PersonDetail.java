package dev.fettle.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may sign in, with what they prove who they are with.
 *
 * @param roles such as {@code viewer} and {@code operator@tag:web+owner:shop}; without @ for all hosts
 * @param provider at which the person signs in; null for an account of this server
 * @param disabledAt since when the person may not sign in; null if they may
 * @param password whether one is set
 * @param app whether an authenticator app is set up
 * @param recoveryCodes that are left
 */
public record PersonDetail(
        long id,
        String name,
        List<String> roles,
        @Nullable String provider,
        @Nullable Instant disabledAt,
        @Nullable Instant lastSignInAt,
        boolean password,
        boolean app,
        int passkeys,
        int recoveryCodes) {}
