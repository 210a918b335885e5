/** Debian's package tools: what dpkg has installed, what apt would do next, and what candidates' changelogs say. */
@NullMarked
package dev.fettle.host.pkg.apt;

import org.jspecify.annotations.NullMarked;
