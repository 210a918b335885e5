package dev.fettle.server.access;

import dev.fettle.core.access.Access;
import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;

/**
 * Who takes this route, as its handler needs to know: handlers take one as an argument.
 *
 * @param actor for the audit trail
 * @param scope the hosts for which the route's permission holds; no other host may be seen in the answer, nor counted
 * @param access all that they may do, to show only what can be used
 */
public record Viewer(Actor actor, Scope scope, Access access) {}
