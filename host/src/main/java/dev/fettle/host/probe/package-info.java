/** What a host tells of itself beside its packages: its platform, its name, its kernel and a reboot that is due. */
@NullMarked
package dev.fettle.host.probe;

import org.jspecify.annotations.NullMarked;
