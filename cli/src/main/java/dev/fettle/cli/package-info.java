/** The commands of Fettle's command line, and what they print. */
@NullMarked
package dev.fettle.cli;

import org.jspecify.annotations.NullMarked;
