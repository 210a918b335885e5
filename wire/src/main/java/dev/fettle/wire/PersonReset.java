package dev.fettle.wire;

/**
 * What is to be taken from a person beside the password, all sessions and all tokens.
 *
 * @param factors whether authenticator app, recovery codes and passkeys are
 */
public record PersonReset(Boolean factors) {}
