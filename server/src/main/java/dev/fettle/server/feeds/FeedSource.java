package dev.fettle.server.feeds;

import dev.fettle.feeds.FeedStore;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A place that the settings name.
 *
 * @param location a file, a folder or an address, perhaps with a password in it; see {@link FeedStore#shown}
 */
record FeedSource(String location) {
    /** What tells it from others where a name has to be short. */
    String id() {
        CRC32C crc = new CRC32C();
        crc.update(location.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue()) + "-" + location.length();
    }
}
