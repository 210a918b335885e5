/** Who may do what, and for which hosts: roles that separate duties. */
@NullMarked
package dev.fettle.core.access;

import org.jspecify.annotations.NullMarked;
