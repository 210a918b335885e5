/** One box that finds whatever has a name here. */
@NullMarked
package dev.fettle.server.search;

import org.jspecify.annotations.NullMarked;
