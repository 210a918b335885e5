/** CISA's catalogue of Known Exploited Vulnerabilities, as JSON and as CSV. */
@NullMarked
package dev.fettle.feeds.kev;

import org.jspecify.annotations.NullMarked;
