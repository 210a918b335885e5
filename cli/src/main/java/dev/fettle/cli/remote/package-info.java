/** Asking a Fettle server, by its API alone. */
@NullMarked
package dev.fettle.cli.remote;

import org.jspecify.annotations.NullMarked;
