package dev.fettle.wire;

/**
 * Something that now goes on by itself.
 *
 * @param begun whether this request began it; false if it was at it already
 * @param watch where to see how far it is
 */
public record Accepted(boolean begun, String watch) {}
