package dev.fettle.core.approval;

import dev.fettle.core.signing.Octets;
import java.time.Instant;

/**
 * That a person agreed to one exact content.
 *
 * @param person whoever did it, by hand or by a token of theirs
 * @param content the hash of what they agreed to
 */
public record Approval(String person, Octets content, Instant at) {}
