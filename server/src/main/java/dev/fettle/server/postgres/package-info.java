/** The PostgreSQL that the server brings along: unpacked, made, started, watched and stopped, durable from the start. */
@NullMarked
package dev.fettle.server.postgres;

import org.jspecify.annotations.NullMarked;
