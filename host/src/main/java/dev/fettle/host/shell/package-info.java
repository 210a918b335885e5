/** The only door to a host: commands as argv with limits on time and output, and small files under one root. */
@NullMarked
package dev.fettle.host.shell;

import org.jspecify.annotations.NullMarked;
