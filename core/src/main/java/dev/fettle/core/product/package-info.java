/** What is installed, in the field's own terms: platforms, source packages and the version order of each package format. */
@NullMarked
package dev.fettle.core.product;

import org.jspecify.annotations.NullMarked;
