package dev.fettle.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in the file, reading it ends in settings or in sentences. */
final class FuzzedFileTest {
    private static final String[] PIECES = {
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "=",
        ".",
        ",",
        "\"",
        "'",
        "\"\"\"",
        "'''",
        "\n",
        "\r\n",
        "#",
        "\\",
        "\\u",
        "\\U0011",
        "listen",
        "feeds",
        "every",
        "scan",
        "log",
        "level",
        "database",
        "url",
        "sources",
        "\"6h\"",
        "6",
        "1e999999999",
        "0x",
        "0b2",
        "inf",
        "nan",
        "1979-05-27",
        "07:32:00",
        "1979-05-27T07:32:00Z",
        "99999999999999999999999",
        "true",
        "false",
        "-",
        "+",
        "_",
        "é",
        "\u0000",
        " ",
        "\t",
        "[feeds]\n",
        "listen = ",
        "[[feeds]]\n",
        "feeds.every = ",
        "x = {",
        "\uFEFF",
    };

    @TempDir
    private Path folder;

    private SettingsFolder given;

    @BeforeEach
    void prepare() throws IOException {
        given = new SettingsFolder(folder);
    }

    @Test
    void pieces_of_toml_in_any_order_give_settings_or_sentences() throws IOException {
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            StringBuilder toml = new StringBuilder();
            for (int piece = random.nextInt(25); piece >= 0; piece--) {
                toml.append(PIECES[random.nextInt(PIECES.length)]);
            }
            given.file(toml.toString());
            judge("seed " + seed);
        }
    }

    @Test
    void bytes_of_any_kind_give_settings_or_sentences() throws IOException {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            Files.write(given.secret("fettle.toml", ""), bytes);
            judge("seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a=", "a.", "[a.", "[[a.", "a={b=[", "\"", "'''", "\\", "a=[1,\n", "1_", "9"})
    void a_full_file_of_one_thing_ends_soon(String piece) throws IOException {
        String full = piece.repeat(SettingsFile.MOST_BYTES / piece.length());
        given.file("x = " + full.substring(4));
        judge(piece);
        given.file(full);
        judge(piece);
    }

    private void judge(String what) {
        switch (given.read()) {
            case SettingsReader.Outcome.Read(Settings settings) ->
                assertThat(settings.data()).isAbsolute();
            case SettingsReader.Outcome.Faulty(List<String> sentences) ->
                assertThat(sentences)
                        .as(what)
                        .isNotEmpty()
                        .allMatch(sentence -> sentence.matches(".{5,2000}[.?]") && !sentence.contains("Exception"));
        }
    }
}
