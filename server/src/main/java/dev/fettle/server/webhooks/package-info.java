/** Webhooks: other systems, such as one for tickets, are told what becomes of changes and roll-outs. */
@NullMarked
package dev.fettle.server.webhooks;

import org.jspecify.annotations.NullMarked;
