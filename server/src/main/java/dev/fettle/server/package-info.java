/** The server that stands by itself: how it starts and stops, and what it is made of. */
@NullMarked
package dev.fettle.server;

import org.jspecify.annotations.NullMarked;
