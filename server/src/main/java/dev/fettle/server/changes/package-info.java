/** Changes: what is to be patched where, planned for each host and approved by others. */
@NullMarked
package dev.fettle.server.changes;

import org.jspecify.annotations.NullMarked;
