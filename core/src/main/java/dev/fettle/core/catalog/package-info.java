/** What the outside world says of vulnerabilities: each source's word kept apart, never merged into another's. */
@NullMarked
package dev.fettle.core.catalog;

import org.jspecify.annotations.NullMarked;
