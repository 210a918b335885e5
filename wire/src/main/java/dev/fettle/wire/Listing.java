package dev.fettle.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next the address of the part after this one; null if this is the last
 */
public record Listing<T>(List<T> items, @Nullable String next) {}
