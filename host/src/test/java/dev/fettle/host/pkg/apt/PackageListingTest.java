package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.product.Platform;
import dev.fettle.host.HostException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackageListingTest {
    private static final Platform DEBIAN = new Platform("debian", "12");
    private static final String HEADER = "name\tversion\tarch\tsource\tsource_version\n";

    @Test
    void a_real_listing_is_read_whole() throws HostException {
        Inventory inventory = PackageListing.read(Path.of("src/test/resources/transcripts/debian_12_head.tsv"), DEBIAN);
        assertThat(inventory.host()).isEqualTo("debian_12_head.tsv");
        assertThat(inventory.problems()).isEmpty();
        assertThat(inventory.packages()).hasSize(11);
        InstalledPackage automake = inventory.packages().get(6);
        assertThat(automake.version()).hasToString("1:1.16.5-1.3");
        assertThat(automake.source()).hasToString("automake-1.16 1:1.16.5-1.3");
        assertThat(automake.architecture()).isEmpty();
    }

    @Test
    void columns_may_stand_in_any_order_and_case_with_a_mark_and_windows_lines() throws HostException {
        Inventory inventory = read(
                "\uFEFFSource_Version\tNAME\textra\tArch\tversion\tsource\r\n\r\n\tlibx1\t?\tamd64\t1.2-3+b4\t\r\n");
        assertThat(inventory.packages()).singleElement().satisfies(each -> {
            assertThat(each.id()).isEqualTo("libx1:amd64");
            assertThat(each.source()).hasToString("libx1 1.2-3");
        });
    }

    @Test
    void a_bad_row_is_quoted_with_its_number_and_the_rest_goes_on() throws HostException {
        Inventory inventory = read(HEADER
                + "good\t1\t\t\t\n"
                + "too\tfew\n"
                + "UPPER\t1\t\t\t\n"
                + "red\u001b[31m\t1\t\t\t\n"
                + "bad-version\t1 2\t\t\t\n"
                + "bad-source\t1\t\t../x\t1\n"
                + "fine\t2\tall\tsrc\t3\n");
        assertThat(inventory.packages()).extracting(InstalledPackage::name).containsExactly("good", "fine");
        assertThat(inventory.problems()).hasSize(5);
        assertThat(inventory.problems().getFirst().message())
                .isEqualTo("Line 3 of host has 2 columns where the header has 5; it was left out.");
        assertThat(inventory.problems().get(2).text()).startsWith("red\u001b[31m");
    }

    @Test
    void what_is_no_listing_is_refused_with_a_sentence() {
        assertRefused("", "host is empty.");
        assertRefused("\n \n", "host is empty.");
        assertRefused("\u0000\u0001\u0002", "host is a binary file.");
        assertRefused("adduser\t3.134\n", "host has no header that can be used.");
        assertRefused(HEADER, "host has no readable row below its header.");
        assertRefused(HEADER + "???\t1\t\t\t\n", "host has no readable row below its header.");
        assertRefused(
                "name\tversion\trelease\tarch\tsource\tsource_version\nbash\t5.1\t6.el9\tx86_64\tbash\t5.1\n",
                "host has releases apart from versions");
        assertThatThrownBy(() -> PackageListing.read(Path.of("/nowhere/x.tsv"), DEBIAN))
                .isInstanceOf(HostException.class)
                .hasMessage("/nowhere/x.tsv does not exist.");
        assertThatThrownBy(() -> PackageListing.read(Path.of("/"), DEBIAN)).isInstanceOf(HostException.class);
    }

    @Test
    void damaged_listings_are_read_or_refused_but_never_break_the_reader() {
        byte[] good = (HEADER + "good\t1:2-3\tamd64\tsrc\t1:2-3\n".repeat(30)).getBytes(StandardCharsets.UTF_8);
        long seed = 7;
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = good.clone();
            for (int flips = random.nextInt(12); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                PackageListing.read(new ByteArrayInputStream(bytes), "seed " + seed, DEBIAN);
            } catch (HostException refused) {
                assertThat(refused.getMessage())
                        .as("seed %d round %d", seed, round)
                        .isNotBlank();
            }
        }
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(HostException.class).hasMessageStartingWith(message);
    }

    private static Inventory read(String text) throws HostException {
        return PackageListing.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "host", DEBIAN);
    }
}
