/** The index of all hosts, kept in memory, and what it answers: overview, hosts, vulnerabilities, patches, search. */
@NullMarked
package dev.fettle.server.fleet;

import org.jspecify.annotations.NullMarked;
