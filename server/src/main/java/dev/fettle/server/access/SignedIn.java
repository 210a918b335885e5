package dev.fettle.server.access;

import dev.fettle.core.access.Access;
import dev.fettle.core.audit.Actor;

/**
 * Who takes a route, and all that they may do at this moment.
 *
 * @param kind a person or a token
 * @param name of the person; of a token {@code person/token}
 */
public record SignedIn(Actor.Kind kind, String name, Access access) {}
