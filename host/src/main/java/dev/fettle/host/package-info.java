/** What every part that touches a host shares: how it fails and how it tells its progress. */
@NullMarked
package dev.fettle.host;

import org.jspecify.annotations.NullMarked;
