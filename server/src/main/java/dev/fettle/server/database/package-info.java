/** The way to the database: connection, roles, migrations, backup; and work that is done whole or not at all. */
@NullMarked
package dev.fettle.server.database;

import org.jspecify.annotations.NullMarked;
