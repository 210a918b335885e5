package dev.fettle.server.search;

/**
 * One thing that was found.
 *
 * @param kind what it is, in a word: {@code Host}
 * @param name as it is called; hostile
 * @param detail what tells it from others of its name; hostile, and empty if there is nothing to say
 * @param address of its page
 */
public record Found(String kind, String name, String detail, String address) {}
