/** The way to the database: connection, roles, migrations, backup. */
@NullMarked
package dev.fettle.server.database;

import org.jspecify.annotations.NullMarked;
