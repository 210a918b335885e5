/** Health, metrics and the clock: what those who run the server watch. */
@NullMarked
package dev.fettle.server.operations;

import org.jspecify.annotations.NullMarked;
