/** What server and hosts say to one another, as bytes: read strictly, because either side may be hostile to the other. */
@NullMarked
package dev.fettle.link;

import org.jspecify.annotations.NullMarked;
