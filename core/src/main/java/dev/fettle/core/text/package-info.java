/** Text that nobody vouches for, made fit to be shown. */
@NullMarked
package dev.fettle.core.text;

import org.jspecify.annotations.NullMarked;
