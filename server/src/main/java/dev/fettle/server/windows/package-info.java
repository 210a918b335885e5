/** When hosts may be changed: maintenance windows, and freezes that outrank them. */
@NullMarked
package dev.fettle.server.windows;

import org.jspecify.annotations.NullMarked;
