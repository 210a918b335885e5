package dev.fettle.wire;

import java.time.Instant;

/**
 * A link with which a person sets a password, this once. Whoever has it can use it.
 *
 * @param id of the person
 * @param name of the person
 * @param until when the link ends to be good
 */
public record PersonLink(long id, String name, String url, Instant until) {}
