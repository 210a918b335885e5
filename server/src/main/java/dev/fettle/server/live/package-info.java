/** Tells open pages that something has changed, so that they ask for it. */
@NullMarked
package dev.fettle.server.live;

import org.jspecify.annotations.NullMarked;
