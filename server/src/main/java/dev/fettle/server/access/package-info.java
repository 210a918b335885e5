/** Which permission each route needs, and who has it: declared beside the route, enforced before it. */
@NullMarked
package dev.fettle.server.access;

import org.jspecify.annotations.NullMarked;
