/** Lists of the API: one syntax to filter them, an order, and parts that can be asked for one after another. */
@NullMarked
package dev.fettle.server.api.lists;

import org.jspecify.annotations.NullMarked;
