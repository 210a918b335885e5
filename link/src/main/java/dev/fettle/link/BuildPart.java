package dev.fettle.link;

import dev.fettle.core.signing.Octets;
import java.util.Arrays;
import java.util.UUID;

/**
 * A part of a package file that a host hands over to the server, as bytes: one line {@code {"order":"…","sha256":"…","from":0}}, a
 * line feed, and the bytes themselves. Each part but the last has {@link #LONGEST} bytes. One without any asks how much the
 * server has.
 */
public final class BuildPart {
    /** Bytes of each part but the last. */
    public static final int LONGEST = 1 << 20;

    /** Bytes of a part with its line. */
    public static final int LONGEST_BODY = LONGEST + 1024;

    private static final int LONGEST_LINE = 1000;

    private final UUID order;
    private final Octets sha256;
    private final long from;
    private final byte[] content;

    /**
     * @param order that the host has, that is not ended and that names the file
     * @param sha256 of the whole file
     * @param from how many bytes of the file come before, a multiple of {@link #LONGEST}
     * @throws IllegalArgumentException if there is no such part
     */
    public BuildPart(UUID order, Octets sha256, long from, byte[] content) {
        this.order = order;
        this.sha256 = sha256.require(BuildRequest.SHA_256, "A SHA-256");
        this.from = from;
        this.content = content.clone();
        if (from < 0 || from % LONGEST != 0 || content.length > LONGEST) {
            throw new IllegalArgumentException("A part begins at a multiple of " + LONGEST + " and is no longer.");
        }
    }

    public UUID order() {
        return order;
    }

    public Octets sha256() {
        return sha256;
    }

    public long from() {
        return from;
    }

    public byte[] content() {
        return content.clone();
    }

    public int length() {
        return content.length;
    }

    public byte[] bytes() {
        byte[] line = Json.object(json -> {
            json.writeStringProperty("order", order.toString());
            json.writeStringProperty("sha256", sha256.hex());
            json.writeNumberProperty("from", from);
        });
        byte[] bytes = Arrays.copyOf(line, line.length + 1 + content.length);
        bytes[line.length] = '\n';
        System.arraycopy(content, 0, bytes, line.length + 1, content.length);
        return bytes;
    }

    /** @throws LinkException if these are not the bytes of one */
    public static BuildPart of(byte[] bytes) throws LinkException {
        int end = 0;
        while (end < bytes.length && end <= LONGEST_LINE && bytes[end] != '\n') {
            end++;
        }
        if (end == bytes.length || end > LONGEST_LINE) {
            throw new LinkException("it does not begin with a line that says what it is a part of.");
        }
        JsonObject json = JsonObject.parse(Arrays.copyOf(bytes, end)).only("order", "sha256", "from");
        try {
            return new BuildPart(
                    json.uuid("order"),
                    json.octets("sha256"),
                    json.number("from"),
                    Arrays.copyOfRange(bytes, end + 1, bytes.length));
        } catch (IllegalArgumentException e) {
            throw new LinkException("it is no part of a file: " + e.getMessage(), e);
        }
    }
}
