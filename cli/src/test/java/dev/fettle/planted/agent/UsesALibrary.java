package dev.fettle.planted.agent;

import org.assertj.core.api.Assertions;

/** Uses a library that is not on the agent's list. */
public final class UsesALibrary {
    void check(String text) {
        Assertions.assertThat(text).isNotEmpty();
    }
}
