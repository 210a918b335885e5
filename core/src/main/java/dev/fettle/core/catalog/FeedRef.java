package dev.fettle.core.catalog;

/**
 * The file that a statement came from.
 *
 * @param name the file's or address's name, for people
 * @param date the newest date in the file itself, ISO 8601; empty if it has none
 */
public record FeedRef(String name, String date) {}
