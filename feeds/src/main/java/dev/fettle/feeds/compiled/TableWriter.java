package dev.fettle.feeds.compiled;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Puts the sections of a compiled table together. The form, all numbers little-endian:
 *
 * <pre>
 * 0   8 bytes  magic "FETTLETB"
 * 8   int      version of the form, {@link #FORM}
 * 12  int      kind of table
 * 16  int      length of the whole file in bytes
 * 20  int      CRC-32C of everything before and behind it
 * 24  int      number of sections n
 * 28  n × 2 int  offset and length of each section; offsets are multiples of eight
 * </pre>
 *
 * Section 0 is the properties, {@code key=value} lines in UTF-8.
 */
final class TableWriter {
    static final long MAGIC = ByteBuffer.wrap("FETTLETB".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    static final int FORM = 3;
    static final int CHECKSUM_AT = 20;
    static final int CHECKED_FROM = 24;

    private final Table.Kind kind;
    private final List<byte[]> sections = new ArrayList<>();

    TableWriter(Table.Kind kind, Map<String, String> properties) {
        this.kind = kind;
        StringBuilder text = new StringBuilder();
        new TreeMap<>(properties)
                .forEach((key, value) ->
                        text.append(key).append('=').append(line(value)).append('\n'));
        add(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A value comes from the feed; one with a newline in it would be read as another property. */
    private static String line(String value) {
        return value.replaceAll("\\p{Cntrl}", " ");
    }

    TableWriter add(byte[] section) {
        sections.add(section);
        return this;
    }

    TableWriter add(IntList section) {
        ByteBuffer bytes = ByteBuffer.allocate(section.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < section.size(); i++) {
            bytes.putInt(section.get(i));
        }
        return add(bytes.array());
    }

    TableWriter add(long[] section) {
        ByteBuffer bytes = ByteBuffer.allocate(section.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : section) {
            bytes.putLong(value);
        }
        return add(bytes.array());
    }

    /** @throws ArithmeticException if the table would pass 2 GiB */
    byte[] toBytes() {
        int at = CHECKED_FROM + Integer.BYTES * (1 + 2 * sections.size());
        int[] offsets = new int[sections.size()];
        for (int i = 0; i < sections.size(); i++) {
            offsets[i] = aligned(at);
            at = Math.addExact(offsets[i], sections.get(i).length);
        }
        ByteBuffer file = ByteBuffer.allocate(at).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(MAGIC).putInt(FORM).putInt(kind.code).putInt(at).putInt(0).putInt(sections.size());
        for (int i = 0; i < sections.size(); i++) {
            file.putInt(offsets[i]).putInt(sections.get(i).length);
            file.put(offsets[i], sections.get(i));
        }
        return file.putInt(CHECKSUM_AT, checksum(file, at)).array();
    }

    static int checksum(ByteBuffer file, int length) {
        CRC32C crc = new CRC32C();
        crc.update(file.slice(0, CHECKSUM_AT));
        crc.update(file.slice(CHECKED_FROM, length - CHECKED_FROM));
        return (int) crc.getValue();
    }

    private static int aligned(int offset) {
        return Math.addExact(offset, Long.BYTES - 1) & -Long.BYTES;
    }
}
