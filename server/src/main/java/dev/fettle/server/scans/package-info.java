/** Looking at the machine that the server runs on, again and again, in the background. */
@NullMarked
package dev.fettle.server.scans;

import org.jspecify.annotations.NullMarked;
