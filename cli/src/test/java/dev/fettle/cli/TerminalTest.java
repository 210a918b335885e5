package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.text.Printable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTest {
    @Test
    void the_launchers_word_tells_the_streams_and_the_width() {
        assertThat(Terminal.of(Map.of(), "12:120")).isEqualTo(new Terminal(true, true, true, 120));
        assertThat(Terminal.of(Map.of(), "2:0")).isEqualTo(new Terminal(false, true, true, 100));
        assertThat(Terminal.of(Map.of(), "")).isEqualTo(new Terminal(false, false, true, 100));
        assertThat(Terminal.of(Map.of("NO_COLOR", "1"), "1:20")).isEqualTo(new Terminal(true, false, false, 60));
        assertThat(Terminal.of(Map.of("TERM", "dumb"), "1:junk")).isEqualTo(new Terminal(true, false, false, 100));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 7, 8, 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x200b, 0x200f, 0x202e, 0x2066, 0x2028, 0xfeff, 0xe000, 0xd800
            })
    void what_could_steer_a_terminal_is_written_out(int point) {
        assertThat(Printable.of("a" + Character.toString(point) + "b"))
                .isEqualTo("a\\u{" + Integer.toHexString(point) + "}b");
    }

    @Test
    void letters_of_all_scripts_stay_as_they_are() {
        assertThat(Printable.of("Zażółć → 漢字 ✓ 😀")).isEqualTo("Zażółć → 漢字 ✓ 😀");
    }
}
