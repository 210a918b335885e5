@NullMarked
package dev.fettle.sim;

import org.jspecify.annotations.NullMarked;
