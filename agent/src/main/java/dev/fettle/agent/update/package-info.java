/** How the program gives way to another version of itself: pure, and told whole by one table. */
@NullMarked
package dev.fettle.agent.update;

import org.jspecify.annotations.NullMarked;
