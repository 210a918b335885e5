/** The programs on hosts: who they are, that they are there, and what they say. */
@NullMarked
package dev.fettle.server.agents;

import org.jspecify.annotations.NullMarked;
