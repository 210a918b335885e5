/** Short names for long contents. */
@NullMarked
package dev.fettle.server.digest;

import org.jspecify.annotations.NullMarked;
