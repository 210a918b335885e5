/** The services of a host and where they listen, before a change and after. */
@NullMarked
package dev.fettle.host.service;

import org.jspecify.annotations.NullMarked;
