/** What the resident program does next: pure, and told whole by one table. */
@NullMarked
package dev.fettle.agent.cycle;

import org.jspecify.annotations.NullMarked;
