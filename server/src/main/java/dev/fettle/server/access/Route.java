package dev.fettle.server.access;

import dev.fettle.core.access.Permission;
import java.util.Optional;

/**
 * One route of the server.
 *
 * @param method of HTTP
 * @param pattern of its path, {@code /hosts/{id}}
 * @param permission what it needs; empty if it is open to everybody
 */
public record Route(String method, String pattern, Optional<Permission> permission) {}
