package dev.fettle.wire;

import java.util.List;

/**
 * What administrators decide about a person.
 *
 * @param roles all of them, such as {@code viewer} and {@code operator@tag:web+owner:shop}; without @ for all hosts
 * @param disabled whether the person is kept from signing in, and their tokens from working
 */
public record PersonAccess(List<String> roles, Boolean disabled) {}
