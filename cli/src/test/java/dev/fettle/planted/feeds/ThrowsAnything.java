package dev.fettle.planted.feeds;

import java.util.function.Supplier;

final class ThrowsAnything {
    void declare() throws Exception {
        throw new InterruptedException();
    }

    void make() {
        throw new RuntimeException("made");
    }

    Supplier<RuntimeException> refer() {
        return RuntimeException::new;
    }

    int swallow(String text) {
        try {
            return Integer.parseInt(text);
        } catch (RuntimeException e) {
            return 0;
        }
    }
}
