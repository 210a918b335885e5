package dev.fettle.wire;

/**
 * The beginning of a sign-in that somebody approves in a browser, after RFC 8628.
 *
 * @param deviceCode the program's secret, by which it asks what came of it
 * @param userCode what somebody types on the page
 * @param verificationUri the page's address
 * @param expiresIn seconds
 * @param interval seconds to wait between two questions
 */
public record DeviceCode(String deviceCode, String userCode, String verificationUri, long expiresIn, long interval) {}
