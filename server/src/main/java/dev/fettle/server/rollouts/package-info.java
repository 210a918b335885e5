/** Carries approved changes to their hosts: keeps how far each is, and makes orders of what the machine says. */
@NullMarked
package dev.fettle.server.rollouts;

import org.jspecify.annotations.NullMarked;
