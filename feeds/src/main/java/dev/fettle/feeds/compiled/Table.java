package dev.fettle.feeds.compiled;

import dev.fettle.feeds.intake.FeedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A compiled table as {@link TableWriter} describes it: checked once when it is opened, then read in place. */
public final class Table {
    /** Which sections to expect. */
    public enum Kind {
        ADVISORIES(1),
        EXPLOITED(2),
        PREDICTED(3);

        /** What stands in the file. */
        final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /** The version of the form; part of a table's file name, so that another version of Fettle finds its own. */
    public static final int FORM = TableWriter.FORM;

    /** Up to here reading a file into memory takes less time than the JVM takes to set up its first mapping, 15 ms. */
    private static final int READ_WHOLE = 16 << 20;

    private final Kind kind;
    private final List<ByteBuffer> sections;
    private final Map<String, String> properties = new TreeMap<>();

    private Table(Kind kind, List<ByteBuffer> sections) {
        this.kind = kind;
        this.sections = sections;
        for (String line : StandardCharsets.UTF_8
                .decode(sections.getFirst().duplicate())
                .toString()
                .split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                properties.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
    }

    /**
     * Opens a file. It must not change while it is in use; compiled tables are only ever replaced, never written to.
     *
     * @throws FeedException if it is no table of this form, or is damaged
     */
    public static Table open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                throw damaged(file.toString());
            }
            if (size > READ_WHOLE) {
                return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, size), file.toString());
            }
            ByteBuffer whole = ByteBuffer.allocate((int) size);
            boolean more = true;
            while (more && whole.hasRemaining()) {
                more = channel.read(whole) >= 0;
            }
            return of(whole.flip(), file.toString());
        }
    }

    /** @param name for messages */
    public static Table of(ByteBuffer buffer, String name) throws FeedException {
        ByteBuffer bytes = buffer.order(ByteOrder.LITTLE_ENDIAN);
        int length = bytes.limit();
        if (length < TableWriter.CHECKED_FROM + Integer.BYTES
                || bytes.getLong(0) != TableWriter.MAGIC
                || bytes.getInt(8) != TableWriter.FORM
                || bytes.getInt(16) != length) {
            throw damaged(name);
        }
        int code = bytes.getInt(12);
        Kind kind = Arrays.stream(Kind.values())
                .filter(each -> each.code == code)
                .findFirst()
                .orElse(null);
        if (TableWriter.checksum(bytes, length) != bytes.getInt(TableWriter.CHECKSUM_AT) || kind == null) {
            throw damaged(name);
        }
        List<ByteBuffer> sections = new ArrayList<>();
        int count = bytes.getInt(TableWriter.CHECKED_FROM);
        for (int i = 0; i < count; i++) {
            int entry = TableWriter.CHECKED_FROM + Integer.BYTES * (1 + 2 * i);
            sections.add(bytes.slice(bytes.getInt(entry), bytes.getInt(entry + Integer.BYTES)));
        }
        return new Table(kind, sections);
    }

    private static FeedException damaged(String name) {
        return new FeedException("The compiled feed " + name + " is damaged or of another version of Fettle.");
    }

    public Kind kind() {
        return kind;
    }

    /** Whether anything in it concerns Debian: everything but advisories on other systems does. */
    public boolean speaksOfDebian() {
        return !property("statements").equals("0");
    }

    /** A property of the feed as a whole, or the empty text. */
    public String property(String key) {
        return properties.getOrDefault(key, "");
    }

    IntBuffer ints(int section) {
        return slice(section).asIntBuffer();
    }

    LongBuffer longs(int section) {
        return slice(section).asLongBuffer();
    }

    ByteBuffer slice(int section) {
        return sections.get(section).duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
}
