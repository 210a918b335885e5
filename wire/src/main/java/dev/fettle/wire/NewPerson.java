package dev.fettle.wire;

import java.util.List;

/**
 * Who shall be able to sign in.
 *
 * @param name never changes and is never given to somebody else
 * @param roles such as {@code viewer} and {@code operator@tag:web}; none is possible
 */
public record NewPerson(String name, List<String> roles) {}
