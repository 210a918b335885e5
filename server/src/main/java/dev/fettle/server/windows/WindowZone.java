package dev.fettle.server.windows;

import java.time.ZoneId;
import java.util.Locale;

/**
 * Whose clocks a window goes by.
 *
 * @param zone whose clocks are meant; where each host goes by its own, those of hosts that have none
 * @param ofHost whether each host goes by its own clocks, which its tag {@code zone:Europe/Berlin} names
 */
record WindowZone(ZoneId zone, boolean ofHost) {
    private static final String OF_HOST = "host ";

    /**
     * Reads {@code Europe/Berlin}, or {@code host Europe/Berlin} for the clocks of each host.
     *
     * @throws IllegalArgumentException if it is neither; the message is for people
     */
    static WindowZone of(String text) {
        String plain = text.strip();
        boolean ofHost = plain.toLowerCase(Locale.ROOT).startsWith(OF_HOST);
        return new WindowZone(LocalTimes.zone(ofHost ? plain.substring(OF_HOST.length()) : plain), ofHost);
    }

    /** As {@link #of} reads it. */
    String text() {
        return ofHost ? OF_HOST + zone.getId() : zone.getId();
    }
}
