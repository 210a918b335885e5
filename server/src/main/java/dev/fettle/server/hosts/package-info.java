/** Hosts, what each of them has now, and how that came to be. */
@NullMarked
package dev.fettle.server.hosts;

import org.jspecify.annotations.NullMarked;
