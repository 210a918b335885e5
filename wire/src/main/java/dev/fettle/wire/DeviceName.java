package dev.fettle.wire;

/**
 * The beginning of a sign-in by a code.
 *
 * @param name what the program calls itself, 1 to 100 characters
 */
public record DeviceName(String name) {}
