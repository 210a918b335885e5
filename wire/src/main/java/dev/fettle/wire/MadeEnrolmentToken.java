package dev.fettle.wire;

import java.time.Instant;

/**
 * A token with which hosts are enrolled, this once.
 *
 * @param token the whole
 * @param url where hosts reach the server
 * @param line what is to be run on a host
 */
public record MadeEnrolmentToken(long id, String token, String url, String line, Instant expiresAt) {}
