/** Hosts over SSH: a shell that reads, nothing installed there. */
@NullMarked
package dev.fettle.ssh;

import org.jspecify.annotations.NullMarked;
