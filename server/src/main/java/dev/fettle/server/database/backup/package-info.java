/** All that the server must not lose in one file, and back from it. */
@NullMarked
package dev.fettle.server.database.backup;

import org.jspecify.annotations.NullMarked;
