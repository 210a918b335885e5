/** Opening what was handed in: compressions and archives within limits, and what kind of feed it is. */
@NullMarked
package dev.fettle.feeds.intake;

import org.jspecify.annotations.NullMarked;
