/** The one way out: HTTPS to the server, bounded in bytes and time, whatever answers there. */
@NullMarked
package dev.fettle.agent.connection;

import org.jspecify.annotations.NullMarked;
