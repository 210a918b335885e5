/** The program on a host that changes it: it takes orders, journals them, does each once and tells what became of it. */
@NullMarked
package dev.fettle.agent;

import org.jspecify.annotations.NullMarked;
