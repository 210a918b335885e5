package dev.fettle.server.people;

import java.time.Instant;

/**
 * A passkey as pages show it.
 *
 * @param id of the credential, in base64url
 * @param label that its owner gave it
 */
public record Passkey(String id, String label, Instant added, Instant lastUsed) {}
