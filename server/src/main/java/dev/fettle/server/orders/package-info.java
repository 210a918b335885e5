/** What hosts are asked to do and what became of it: planned, signed, handed out, reported. */
@NullMarked
package dev.fettle.server.orders;

import org.jspecify.annotations.NullMarked;
