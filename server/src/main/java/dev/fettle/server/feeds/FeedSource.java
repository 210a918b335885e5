package dev.fettle.server.feeds;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A place that the settings name.
 *
 * @param location a file, a folder or an address, perhaps with a password in it
 */
record FeedSource(String location) {
    private static final Pattern CREDENTIALS = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*://)[^/@]*@");

    /** For people and logs: without what an address may carry of passwords. */
    String shown() {
        Matcher credentials = CREDENTIALS.matcher(location);
        String shown =
                credentials.lookingAt() ? credentials.group(1) + location.substring(credentials.end()) : location;
        int query = shown.contains("://") ? shown.indexOf('?') : -1;
        return query < 0 ? shown : shown.substring(0, query);
    }

    /** What tells it from others where a name has to be short. */
    String id() {
        CRC32C crc = new CRC32C();
        crc.update(location.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue()) + "-" + location.length();
    }
}
