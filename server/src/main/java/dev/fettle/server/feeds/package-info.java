/** Feeds taken in on a schedule, how they stand, and the catalogue that they make together. */
@NullMarked
package dev.fettle.server.feeds;

import org.jspecify.annotations.NullMarked;
