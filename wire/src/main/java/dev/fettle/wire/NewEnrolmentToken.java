package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/**
 * What a token shall be with which hosts are enrolled.
 *
 * @param uses how many hosts, 1 to 10,000; 0 stands for 1
 * @param minutes until it expires, 1 to 43,200; 0 stands for 60
 * @param note to tell it from others; may be missing
 */
public record NewEnrolmentToken(
        int uses, long minutes, @Nullable String note) {}
