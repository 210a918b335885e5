/**
 * A roll-out as a pure machine: what people, hosts and time do to it goes in, its next state and orders come out. It knows
 * neither packages nor windows: what is to be done on a host, and when its window is open, it is told.
 */
@NullMarked
package dev.fettle.core.rollout;

import org.jspecify.annotations.NullMarked;
