/** The compiled form of feeds: one immutable file each, mapped into memory and searched in place. */
@NullMarked
package dev.fettle.feeds.compiled;

import org.jspecify.annotations.NullMarked;
