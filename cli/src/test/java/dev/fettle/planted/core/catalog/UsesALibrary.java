package dev.fettle.planted.core.catalog;

import org.assertj.core.api.Assertions;

/** Uses a library that is not on the core's list. */
final class UsesALibrary {
    void check(String text) {
        Assertions.assertThat(text).isNotEmpty();
    }
}
