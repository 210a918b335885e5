/** Who has to agree to a change before it is carried out, and how a change stands. */
@NullMarked
package dev.fettle.core.approval;

import org.jspecify.annotations.NullMarked;
