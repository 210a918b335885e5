package dev.fettle.core.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads what {@link Pieces} wrote. Every method throws {@link java.nio.BufferUnderflowException} where there is too little. */
final class PieceReader {
    private final ByteBuffer bytes;

    PieceReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    long number() {
        return bytes.getLong();
    }

    /** @throws IllegalArgumentException if it is below zero or more than there are bytes left */
    int count() {
        int count = bytes.getInt();
        if (count < 0 || count > bytes.remaining()) {
            throw new IllegalArgumentException("There cannot be " + count + " of anything in so few bytes.");
        }
        return count;
    }

    int whole() {
        return bytes.getInt();
    }

    String text() {
        byte[] encoded = new byte[count()];
        bytes.get(encoded);
        return new String(encoded, StandardCharsets.UTF_8);
    }

    Duration seconds() {
        return Duration.ofSeconds(number());
    }

    <T> List<T> list(Function<PieceReader, T> each) {
        int count = count();
        List<T> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(each.apply(this));
        }
        return all;
    }

    List<String> texts() {
        return list(PieceReader::text);
    }

    boolean atEnd() {
        return !bytes.hasRemaining();
    }
}
