/** What a server asks of one host: typed, addressed and limited, never a line for a shell; and what became of it. */
@NullMarked
package dev.fettle.core.order;

import org.jspecify.annotations.NullMarked;
