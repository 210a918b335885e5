package dev.fettle.wire;

import java.util.List;

/**
 * What a token shall be.
 *
 * @param roles such as {@code viewer} and {@code operator@tag:web}, none beyond one's own
 * @param days until it expires, 1 to 365
 */
public record NewToken(String name, List<String> roles, int days) {}
