/**
 * Whole roll-outs in a world that is made up from a number: virtual time, a server that is killed, hosts that fail, lie, hang
 * and vanish, a network that loses, doubles and delays, and people who meddle. A watch sees to it that nothing happens that
 * must not. The same number gives the same world, event by event.
 */
@NullMarked
package dev.fettle.sim;

import org.jspecify.annotations.NullMarked;
