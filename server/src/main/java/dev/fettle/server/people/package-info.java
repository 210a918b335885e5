/** Who may sign in, and how the first of them comes to a password. */
@NullMarked
package dev.fettle.server.people;

import org.jspecify.annotations.NullMarked;
