/** The server's settings: one tree of records, read once at the start, with all mistakes told together. */
@NullMarked
package dev.fettle.server.settings;

import org.jspecify.annotations.NullMarked;
