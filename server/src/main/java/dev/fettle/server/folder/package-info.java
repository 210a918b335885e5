/** The one folder in which the server keeps all that it must not lose. */
@NullMarked
package dev.fettle.server.folder;

import org.jspecify.annotations.NullMarked;
