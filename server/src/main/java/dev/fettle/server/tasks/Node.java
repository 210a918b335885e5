package dev.fettle.server.tasks;

/**
 * This server among those that may share a database.
 *
 * @param name the same after each restart on the same data folder, and no other server's
 */
public record Node(String name) {}
