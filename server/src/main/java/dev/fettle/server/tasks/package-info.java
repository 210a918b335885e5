/** Work in the background that is remembered in the database: what a killed server did not finish is done again. */
@NullMarked
package dev.fettle.server.tasks;

import org.jspecify.annotations.NullMarked;
