/** What still runs although it was replaced on disk. */
@NullMarked
package dev.fettle.host.effect;

import org.jspecify.annotations.NullMarked;
