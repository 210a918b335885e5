/** A fleet that never was, for people who want to look around: made up in code, but grown by what real looks go through. */
@NullMarked
package dev.fettle.server.demo;

import org.jspecify.annotations.NullMarked;
