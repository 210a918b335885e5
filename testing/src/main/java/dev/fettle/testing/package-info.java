/** Real test hosts for JUnit: what {@code testing/fleet/fleet} makes, handed to a test as objects. */
@NullMarked
package dev.fettle.testing;

import org.jspecify.annotations.NullMarked;
