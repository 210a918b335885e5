package dev.fettle.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Names that no setting has. */
final class TyposTest {
    private static final int ROUNDS = 40;
    private static final Set<String> KNOWN =
            Arrays.stream(SettingKey.values()).map(SettingKey::key).collect(Collectors.toSet());

    @TempDir
    private Path folder;

    private SettingsFolder given;

    @BeforeEach
    void prepare() throws IOException {
        given = new SettingsFolder(folder);
    }

    /** One letter more, less or another; dots stay, since a key of other tables is another thing. */
    private static String typo(String name, Random random) {
        while (true) {
            int at = random.nextInt(name.length());
            String letter = String.valueOf((char) ('a' + random.nextInt(26)));
            String typo =
                    switch (random.nextInt(3)) {
                        case 0 -> name.substring(0, at) + letter + name.substring(at);
                        case 1 -> name.substring(0, at) + name.substring(at + 1);
                        default -> name.substring(0, at) + letter + name.substring(at + 1);
                    };
            boolean readable = !typo.startsWith(".") && !typo.endsWith(".") && !typo.isEmpty();
            if (readable && dots(typo) == dots(name) && !KNOWN.contains(typo) && !typo.equals("settings")) {
                return typo;
            }
        }
    }

    private static long dots(String name) {
        return name.chars().filter(character -> character == '.').count();
    }

    @ParameterizedTest
    @EnumSource
    void a_typo_in_any_source_is_refused_and_the_right_name_proposed(SettingKey key) throws IOException {
        long seed = 20_261_120L + key.key().hashCode();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            String typo = typo(key.key(), random);
            String variable =
                    "FETTLE_" + typo(key.key(), random).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
            String option = typo(key.key(), random);
            if (key.inFile()) {
                SettingsFolder file = new SettingsFolder(folder).file(typo + " = \"x\"");
                assertThat(file.fault())
                        .as("seed %d, %s", seed, typo)
                        .contains("fettle.toml:1: " + typo + " is no setting; did you mean ")
                        .containsPattern("[ ]" + key.key() + "[,? ]");
                file.file("");
            }
            assertThat(new SettingsFolder(folder).variable(variable, "x").fault())
                    .as("seed %d, %s", seed, variable)
                    .contains(variable + " is no setting", key.variable() + "?");
            if (key.asOption()) {
                assertThat(new SettingsFolder(folder).option(option, "x").fault())
                        .as("seed %d, %s", seed, option)
                        .contains("--" + option + " is no setting", "--" + key.key() + "?");
            }
        }
    }

    @Test
    void anything_far_from_every_name_is_refused_too() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            StringBuilder name = new StringBuilder();
            random.ints(1 + random.nextInt(30), 'a', 'z' + 1).forEach(name::appendCodePoint);
            if (!KNOWN.contains(name.toString())) {
                assertThat(given.file(name + " = 1").fault()).contains("is no setting");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "feed.every = 1 | did you mean feeds.every?",
                "host.every = 1 | did you mean feeds.every or scan.every?",
                "scan.interval = 1 | beside it there are scan.this-machine, scan.every, scan.changelogs and scan.per-network.",
                "scan.thisMachine = 1 | did you mean scan.this-machine?",
                "scan.this_machine = 1 | did you mean scan.this-machine?",
                "database.password = 1 | did you mean database.password-file?",
                "tls.cert = 1 | did you mean tls.certificate?",
                "every = 1 | did you mean feeds.every or scan.every?",
                "port = 8470 | \"fettle up --help\" lists all",
                "[smtp] | smtp is no setting",
                "[[feeds]] | feeds is no setting",
                "\"\\u001b[2J\\u202e\" = 1 | \\u{1b}[2J\\u{202e} is no setting",
            })
    void the_answer_to_a_wrong_name_helps(String toml, String answer) throws IOException {
        assertThat(given.file(toml).fault()).contains(answer);
    }

    @Test
    void a_file_of_another_program_does_not_flood_the_screen() throws IOException {
        StringBuilder toml = new StringBuilder();
        for (int key = 0; key < 10_000; key++) {
            toml.append("key-").append(key).append(" = 1\n");
        }
        assertThat(given.file(toml.toString()).faults())
                .hasSize(31)
                .last()
                .asString()
                .contains("9970 more mistakes");
    }
}
