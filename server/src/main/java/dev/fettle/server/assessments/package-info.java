/** What is to be patched first on a host, and why: derived whenever somebody asks, never stored. */
@NullMarked
package dev.fettle.server.assessments;

import org.jspecify.annotations.NullMarked;
