/** Hosts that are looked at over SSH, with nothing installed on them. */
@NullMarked
package dev.fettle.server.ssh;

import org.jspecify.annotations.NullMarked;
