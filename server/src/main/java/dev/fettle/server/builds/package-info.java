/** The package files of approved changes: hosts hand them over, the server keeps them by their hashes and gives them out. */
@NullMarked
package dev.fettle.server.builds;

import org.jspecify.annotations.NullMarked;
