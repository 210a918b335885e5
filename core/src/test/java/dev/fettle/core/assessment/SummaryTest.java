package dev.fettle.core.assessment;

import static dev.fettle.core.assessment.Hosts.DEBIAN;
import static dev.fettle.core.assessment.Hosts.SECURITY;
import static dev.fettle.core.assessment.Hosts.host;
import static dev.fettle.core.assessment.Hosts.installed;
import static dev.fettle.core.assessment.Hosts.patch;
import static dev.fettle.core.assessment.StatedCatalog.fixedIn;
import static dev.fettle.core.assessment.StatedCatalog.record;
import static dev.fettle.core.assessment.StatedCatalog.unfixed;
import static dev.fettle.core.assessment.StatedCatalog.urgent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.catalog.KnownExploitation;
import dev.fettle.core.inventory.Inventory;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final KnownExploitation KEV =
            new KnownExploitation(LocalDate.of(2099, 1, 30), LocalDate.of(2099, 2, 20), true, "Made up");

    @Test
    void each_open_finding_is_counted_once_and_exploited_ones_are_counted_among_the_others_too() {
        StatedCatalog catalog = new StatedCatalog()
                .says(
                        "debian:12",
                        record("CVE-2099-1", "a", fixedIn("2-1")),
                        record("CVE-2099-2", "a", fixedIn("2-1")),
                        record("CVE-2099-3", "a", unfixed()),
                        urgent(record("CVE-2099-4", "a", fixedIn("2-1")), "unimportant"),
                        urgent(record("CVE-2099-5", "a", fixedIn("2-1")), "unimportant"),
                        record("CVE-2099-6", "a", fixedIn("1-1")))
                .exploited("CVE-2099-1", KEV)
                .exploited("CVE-2099-4", KEV)
                .exploited("CVE-2099-6", KEV);
        Inventory inventory = host(installed("a", "1-1"));
        Assessment assessment = new Assessor(catalog, Map.of(), true).assess(inventory);
        List<RankedPatch> patches = new PatchOrder(assessment, catalog)
                .rank(
                        List.of(
                                patch("a", "1-1", "2-1", "a", SECURITY),
                                patch("b", "1-1", "2-1", "b", SECURITY, DEBIAN),
                                patch("c", "1-1", "2-1", "c", DEBIAN)),
                        inventory);

        Summary summary = Summary.of(assessment, patches);

        assertThat(summary.securityPatches()).isEqualTo(2);
        assertThat(summary.fixable())
                .as("what is exploited is important, whatever the vendor says")
                .isEqualTo(3);
        assertThat(summary.unimportant()).isEqualTo(1);
        assertThat(summary.exploited()).isEqualTo(2);
        assertThat(summary.unfixed()).isEqualTo(1);
        assertThat(summary.unknown()).isZero();
    }

    @Test
    void nothing_found_is_all_zero() {
        assertThat(Summary.of(new Assessment(List.of(), 7), List.of())).isEqualTo(new Summary(0, 0, 0, 0, 0, 0));
    }
}
