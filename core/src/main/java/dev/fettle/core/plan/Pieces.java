package dev.fettle.core.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;

/** Values as bytes, one after the other; {@link PieceReader} reads them. */
final class Pieces {
    private final List<byte[]> pieces = new ArrayList<>();

    Pieces number(long number) {
        return raw(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    Pieces count(int count) {
        return raw(ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
    }

    Pieces text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return count(encoded.length).raw(encoded);
    }

    /** In whole seconds, which is all that a content has. */
    Pieces seconds(Duration duration) {
        return number(duration.toSeconds());
    }

    <T> Pieces list(Collection<T> all, BiConsumer<Pieces, T> each) {
        count(all.size());
        all.forEach(one -> each.accept(this, one));
        return this;
    }

    Pieces texts(Collection<String> all) {
        return list(all, Pieces::text);
    }

    Pieces raw(byte[] more) {
        pieces.add(more);
        return this;
    }

    byte[] bytes() {
        ByteBuffer all = ByteBuffer.allocate(
                pieces.stream().mapToInt(each -> each.length).sum());
        pieces.forEach(all::put);
        return all.array();
    }
}
