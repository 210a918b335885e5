package dev.fettle.server.api;

/**
 * An open route that counts by itself what does not belong there, with {@link Rates#refuse}; asking it rightly takes
 * nothing of what strangers may ask. A bean for each.
 *
 * @param path without variables
 */
public record OwnRate(String path) {}
