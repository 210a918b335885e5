package dev.fettle.server.access;

import dev.fettle.core.access.Permission;

/**
 * The permission that routes need which a library brings along. A bean for each of its controllers.
 *
 * @param controller the library's class, all of whose routes are meant
 */
public record OthersRoutes(Class<?> controller, Permission permission) {}
