/** What all routes of the API share: problems told in one form, limits, and that nothing is done twice. */
@NullMarked
package dev.fettle.server.api;

import org.jspecify.annotations.NullMarked;
