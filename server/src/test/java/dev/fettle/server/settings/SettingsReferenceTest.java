package dev.fettle.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SettingsReferenceTest {
    private static final Path PAGE = Path.of("../docs/settings.md");

    /** With -Dfettle.write-docs the page is made anew: {@code mvn -pl server -am test -Dtest=SettingsReferenceTest …}. */
    @Test
    void the_page_is_up_to_date() throws IOException {
        if (System.getProperty("fettle.write-docs") != null) {
            Files.writeString(PAGE, SettingsReference.markdown());
        }
        assertThat(PAGE).hasContent(SettingsReference.markdown());
    }

    @ParameterizedTest
    @EnumSource
    void every_key_is_told_with_its_variable_and_one_sentence(SettingKey key) {
        assertThat(key.variable()).matches("FETTLE_[A-Z]+(_[A-Z]+)*");
        assertThat(key.key()).matches("[a-z]+(-[a-z]+)*(\\.[a-z]+(-[a-z]+)*)?");
        assertThat(key.sentence()).endsWith(".").matches("[A-Z].*").doesNotContain(". ");
        assertThat(SettingsReference.markdown()).contains("## `" + key.key() + "`", "`" + key.variable() + "`");
        assertThat(SettingsReference.help()).contains(key.key() + "  (" + key.variable() + ")");
    }

    @Test
    void the_help_fits_a_terminal() {
        assertThat(SettingsReference.help().lines()).allMatch(line -> line.length() <= 100);
    }
}
