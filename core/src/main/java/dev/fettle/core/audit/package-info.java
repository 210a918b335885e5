/** What was done, by whom and why, in a chain in which no change stays unseen. */
@NullMarked
package dev.fettle.core.audit;

import org.jspecify.annotations.NullMarked;
