package dev.fettle.core.audit;

import dev.fettle.core.signing.Octets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Values as bytes, one after the other, so that two things have the same bytes only if they are the same. Numbers are big
 * endian; a text is the number of its bytes in UTF-8 (4 bytes) and those; a time is seconds since 1970 (8 bytes) and
 * nanoseconds (4); a map is the number of its rows (4) and name and value of each, in the order of the names' bytes.
 */
final class CanonicalForm {
    private final List<byte[]> pieces = new ArrayList<>();

    /** @param kind says what the bytes stand for, so that those of one kind are never taken for another's */
    CanonicalForm(String kind) {
        text(kind);
    }

    CanonicalForm number(long number) {
        return raw(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    CanonicalForm time(Instant time) {
        number(time.getEpochSecond());
        return count(time.getNano());
    }

    CanonicalForm text(String text) {
        byte[] encoded = encoded(text);
        count(encoded.length);
        return raw(encoded);
    }

    CanonicalForm map(Map<String, String> map) {
        List<String> names = map.keySet().stream()
                .sorted(Comparator.comparing(CanonicalForm::encoded, Arrays::compareUnsigned))
                .toList();
        count(names.size());
        for (String name : names) {
            text(name);
            text(map.getOrDefault(name, ""));
        }
        return this;
    }

    CanonicalForm octets(Octets octets) {
        return raw(octets.bytes());
    }

    byte[] bytes() {
        ByteBuffer all = ByteBuffer.allocate(
                pieces.stream().mapToInt(each -> each.length).sum());
        pieces.forEach(all::put);
        return all.array();
    }

    private CanonicalForm count(int count) {
        return raw(ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
    }

    private CanonicalForm raw(byte[] more) {
        pieces.add(more);
        return this;
    }

    /**
     * UTF-8, but for lone surrogates, which no text has that was stored: they get bytes of their own, as any other code
     * point, for UTF-8 would make a question mark of each, and nobody could tell the two apart.
     */
    private static byte[] encoded(String text) {
        boolean lone = text.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
        if (!lone) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        CanonicalForm form = new CanonicalForm();
        text.codePoints().forEach(point -> form.raw(codePoint(point)));
        return form.bytes();
    }

    private CanonicalForm() {}

    private static byte[] codePoint(int point) {
        boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        return surrogate
                ? new byte[] {(byte) (0xe0 | (point >> 12)), continued(point >> 6), continued(point)}
                : Character.toString(point).getBytes(StandardCharsets.UTF_8);
    }

    private static byte continued(int bits) {
        return (byte) (0x80 | (bits & 0x3f));
    }
}
