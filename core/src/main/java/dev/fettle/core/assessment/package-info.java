/** Inventory against catalogue: verdicts with their evidence, and the order in which to take the patches. */
@NullMarked
package dev.fettle.core.assessment;

import org.jspecify.annotations.NullMarked;
