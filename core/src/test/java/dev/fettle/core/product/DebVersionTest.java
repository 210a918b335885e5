package dev.fettle.core.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DebVersionTest {
    private static final Path DPKG = Path.of("/usr/bin/dpkg");
    private static final long SEED = 20_261_120;
    private static final String UPSTREAM = "0011259abzAZ.+~-:";
    private static final String REVISION = "0019abzA.+~";

    @ParameterizedTest
    @CsvSource({
        "1, 1, 0",
        "1, 2, -1",
        "9, 10, -1",
        "1.0, 0:1.0-0, 0",
        "1.0, 1.0-0, 0",
        "1.0, 1.0-00, 0",
        "1.01, 1.1, 0",
        "1.a, 1.a0, 0",
        "1:1, 2, 1",
        "0:2, 1:1, -1",
        "1.0~rc1, 1.0, -1",
        "1.0~rc1-1, 1.0-1, -1",
        "1.0~~, 1.0~, -1",
        "1.0~~a, 1.0~, -1",
        "1.0~, 1.0, -1",
        "1.0, 1.0a, -1",
        "1.0Z, 1.0a, -1",
        "1.0a, 1.0+, -1",
        "1.0+, 1.0-1+, 1",
        "1.0+dfsg, 1.0.1, -1",
        "1-1-1, 1-2, 1",
        "1.2.3-4+deb12u1, 1.2.3-4+deb12u10, -1",
        "1.2.3-4+deb12u1, 1.2.3-4+deb12u1~bpo11+1, 1",
        "6.1.9-1, 6.1.10-1, -1",
        "0:1:2, 1:2, -1",
        "1:1:2-1, 1:1:2, 1",
        "999999999:0, 999999998:9, 1",
    })
    void the_order_is_that_of_deb_version_7(String a, String b, int expected) {
        assertOrder(a, b, expected);
    }

    @Test
    void digit_runs_longer_than_any_number_type_compare_by_value() {
        String huge = "9".repeat(400);
        assertOrder(huge, "1" + "0".repeat(400), -1);
        assertOrder("1." + "0".repeat(400) + "7", "1.7", 0);
        assertOrder(huge + ".1", huge + ".2", -1);
        assertOrder("18446744073709551616", "18446744073709551615", 1);
    }

    @Test
    void order_is_antisymmetric_and_transitive_on_near_equal_versions() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            String a = version(random);
            String b = near(a, random);
            String c = near(b, random);
            assertThat(DebVersion.compare(a, a)).as("seed %d: %s", SEED, a).isZero();
            assertThat(DebVersion.compare(a, b))
                    .as("seed %d: %s %s", SEED, a, b)
                    .isEqualTo(-DebVersion.compare(b, a));
            List<String> sorted =
                    List.of(a, b, c).stream().sorted(DebVersion::compare).toList();
            assertThat(DebVersion.compare(sorted.get(0), sorted.get(2)))
                    .as("seed %d: %s", SEED, sorted)
                    .isLessThanOrEqualTo(0);
            if (DebVersion.compare(a, b) == 0) {
                assertThat(DebVersion.compare(a, c))
                        .as("seed %d: %s = %s, %s", SEED, a, b, c)
                        .isEqualTo(DebVersion.compare(b, c));
            }
        }
    }

    @Test
    void an_absent_epoch_is_zero_and_an_absent_revision_is_zero() {
        Random random = new Random(SEED + 1);
        for (int i = 0; i < 5_000; i++) {
            String plain = "1" + text(random, "0129ab.+~", 8);
            assertThat(DebVersion.compare(plain, "0:" + plain))
                    .as("seed %d: %s", SEED + 1, plain)
                    .isZero();
            assertThat(DebVersion.compare(plain, plain + "-0"))
                    .as("seed %d: %s", SEED + 1, plain)
                    .isZero();
            assertThat(DebVersion.compare(plain, "1:" + plain)).isEqualTo(-1);
            assertThat(DebVersion.compare(plain, plain + "~")).isEqualTo(1);
        }
    }

    @Test
    void a_few_hundred_near_equal_pairs_compare_as_dpkg_compares_them() throws Exception {
        assumeTrue(Files.isExecutable(DPKG), "no dpkg here");
        Random random = new Random(SEED + 2);
        for (int i = 0; i < 300; i++) {
            String a = version(random);
            String b = near(a, random);
            int ours = DebVersion.compare(a, b);
            String relation = ours < 0 ? "lt" : ours > 0 ? "gt" : "eq";
            assertThat(dpkg("--compare-versions", a, relation, b))
                    .as("seed %d: %s %s %s", SEED + 2, a, relation, b)
                    .isZero();
        }
    }

    @Test
    void what_dpkg_refuses_is_refused_and_what_it_takes_is_taken() throws Exception {
        assumeTrue(Files.isExecutable(DPKG), "no dpkg here");
        Random random = new Random(SEED + 3);
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            String text = spoilt(version(random), random);
            int exit = dpkg("--validate-version", text);
            String where = "seed " + (SEED + 3) + ": [" + text + "]";
            if (exit == 0) {
                assertThat(DebVersion.isValid(text)).as(where).isTrue();
            } else if (exit == 2) {
                assertThat(DebVersion.isValid(text)).as(where).isFalse();
                refused++;
            }
            // 1: dpkg only warns, of a version that begins with a letter or has an odd character.
        }
        assertThat(refused).isBetween(20, 350);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1 2",
                " 1",
                "1\n",
                ":1",
                "1:",
                "a:1",
                "-1:1",
                "1:-1",
                "-1",
                "1-",
                "1.0-",
                "1_2",
                "1/2",
                "1é",
                "1٣",
                "٣",
                "1\u0000",
                "99999999999:1",
                "1-1_",
                "1-a:b",
                "not a version!"
            })
    void what_is_no_version_is_refused_by_a_sentence_that_quotes_it(String text) {
        assertThat(DebVersion.isValid(text)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DebVersion(text))
                .withMessageContaining("\"" + text + "\"");
    }

    @Test
    void versions_are_bounded_in_length() {
        assertThat(DebVersion.isValid("1".repeat(DebVersion.MAX_LENGTH))).isTrue();
        assertThat(DebVersion.isValid("1".repeat(DebVersion.MAX_LENGTH + 1))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1.2-3~bpo12+1, 12, 1.2-3",
        "6.12.9-1~bpo12+1, 12, 6.12.9-1",
        "1.2-3~bpo9+10, 9, 1.2-3",
        "1.2-3~bpo12+1.1, 12, 1.2-3",
        "1.2-3, , 1.2-3",
        "1.2-3~bpo12+1+b1, , 1.2-3~bpo12+1+b1",
        "1.2~bpo12-1, , 1.2~bpo12-1",
    })
    void a_backport_tells_its_release_and_what_it_was_built_from(String text, Integer release, String original) {
        DebVersion version = new DebVersion(text);
        assertThat(version.backportFor()).isEqualTo(release == null ? OptionalInt.empty() : OptionalInt.of(release));
        assertThat(version.withoutBackportSuffix()).hasToString(original);
    }

    @Test
    void equality_is_that_of_the_text() {
        assertThat(new DebVersion("1.0"))
                .isNotEqualTo(new DebVersion("1.0-0"))
                .isEqualByComparingTo(new DebVersion("1.0-0"));
    }

    @Test
    void every_case_of_dpkgs_own_tests_compares_as_there() throws IOException {
        int checked = 0;
        for (String[] row : SharedData.rows("5-conformance/dpkg-version-cases.tsv")) {
            assertOrder(row[0], row[1], Integer.parseInt(row[2]));
            checked++;
        }
        assertThat(checked).isGreaterThanOrEqualTo(20);
    }

    @Test
    void every_pair_of_real_versions_compares_as_apt_compared_it() throws IOException {
        int checked = 0;
        for (String[] row : SharedData.rows("5-conformance/dpkg-version-real-pairs.tsv.gz")) {
            assertOrder(row[0], row[1], Integer.parseInt(row[2]));
            checked++;
        }
        assertThat(checked).isEqualTo(3_589);
    }

    private static void assertOrder(String a, String b, int expected) {
        assertThat(DebVersion.compare(a, b)).as("%s and %s", a, b).isEqualTo(expected);
        assertThat(DebVersion.compare(b, a)).as("%s and %s", b, a).isEqualTo(-expected);
        if (DebVersion.isValid(a) && DebVersion.isValid(b)) {
            assertThat(new DebVersion(a).isBefore(new DebVersion(b))).isEqualTo(expected < 0);
        }
    }

    private static String version(Random random) {
        String epoch = random.nextInt(4) == 0 ? random.nextInt(3) + ":" : "";
        String letters = epoch.isEmpty() ? UPSTREAM.replace(":", "") : UPSTREAM;
        String revision = random.nextInt(3) == 0 ? "" : "-" + text(random, REVISION, 6) + random.nextInt(3);
        String upstream = random.nextInt(10) + text(random, letters, 8);
        return epoch + upstream + (revision.isEmpty() && upstream.endsWith("-") ? "0" : revision);
    }

    /** One or two characters changed, put in or left out, so that the versions agree for long. */
    private static String near(String version, Random random) {
        for (int attempt = 0; attempt < 20; attempt++) {
            StringBuilder changed = new StringBuilder(version);
            for (int i = random.nextInt(3); i >= 0; i--) {
                int at = random.nextInt(changed.length() + 1);
                char c = UPSTREAM.charAt(random.nextInt(UPSTREAM.length() - 1));
                switch (random.nextInt(3)) {
                    case 0 -> changed.insert(at, c);
                    case 1 -> changed.insert(at, String.valueOf(c).repeat(random.nextInt(1, 25)));
                    default -> changed.delete(at, Math.min(at + 1, changed.length()));
                }
            }
            String text = changed.toString();
            if (DebVersion.isValid(text) && startsWithDigit(text)) {
                return text;
            }
        }
        return version;
    }

    private static boolean startsWithDigit(String text) {
        char first = text.charAt(text.indexOf(':') + 1);
        return first >= '0' && first <= '9';
    }

    /** Most texts get something that may or may not be allowed; epochs stay below ten digits, our documented limit. */
    private static String spoilt(String version, Random random) {
        String odd = "-:_ ~+.ab0/é%";
        StringBuilder text = new StringBuilder(version);
        for (int i = random.nextInt(3); i > 0; i--) {
            text.insert(random.nextInt(text.length() + 1), odd.charAt(random.nextInt(odd.length())));
        }
        String result = text.toString().strip(); // as dpkg does
        // The process interface cannot hand over every text, and dpkg takes +1:2 as an epoch, which no policy allows.
        return result.startsWith("+") || result.startsWith("-") || result.indexOf('é') >= 0 ? version : result;
    }

    private static String text(Random random, String letters, int atMost) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(atMost + 1); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static int dpkg(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = DPKG.toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
