/** Who changed what: entries, the chain over them, signed checkpoints, and the page that shows them. */
@NullMarked
package dev.fettle.server.audit;

import org.jspecify.annotations.NullMarked;
