package dev.fettle.planted.host;

import org.junit.jupiter.api.Test;

/** Surefire passes it by: its name does not end in Test. */
final class NeverRun {
    @Test
    void nobody_ever_runs_me() {}
}
