/** The audit trail as a file that proves itself: JSON Lines, written by the server, verified without it. */
@NullMarked
package dev.fettle.trail;

import org.jspecify.annotations.NullMarked;
