/** Taking feeds in: from an address, a file or a folder to a catalogue that is mapped and looked up, never parsed twice. */
@NullMarked
package dev.fettle.feeds;

import org.jspecify.annotations.NullMarked;
