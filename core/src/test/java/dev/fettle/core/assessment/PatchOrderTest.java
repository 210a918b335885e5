package dev.fettle.core.assessment;

import static dev.fettle.core.assessment.Hosts.SECURITY;
import static dev.fettle.core.assessment.Hosts.host;
import static dev.fettle.core.assessment.Hosts.installed;
import static dev.fettle.core.assessment.Hosts.kernel;
import static dev.fettle.core.assessment.Hosts.patch;
import static dev.fettle.core.assessment.StatedCatalog.fixedIn;
import static dev.fettle.core.assessment.StatedCatalog.rated;
import static dev.fettle.core.assessment.StatedCatalog.record;
import static dev.fettle.core.assessment.StatedCatalog.urgent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.catalog.ExploitPrediction;
import dev.fettle.core.catalog.KnownExploitation;
import dev.fettle.core.catalog.Severity;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PatchOrderTest {
    private static final String D12 = "debian:12";
    private static final KnownExploitation KEV =
            new KnownExploitation(LocalDate.of(2099, 1, 30), LocalDate.of(2099, 2, 20), true, "Made up");

    private final StatedCatalog catalog = new StatedCatalog();

    private List<RankedPatch> rank(Inventory inventory, List<PendingPatch> patches) {
        Assessment assessment = new Assessor(catalog, Map.of(), false).assess(inventory);
        return new PatchOrder(assessment, catalog).rank(patches, inventory);
    }

    /** One package for each tier, in the order in which they must come out. */
    private List<PendingPatch> onePatchOfEachTier() {
        catalog.says(
                        D12,
                        rated(record("CVE-2099-1", "exploited", fixedIn("2-1")), 4.0),
                        rated(record("CVE-2099-2", "likely", fixedIn("2-1")), 4.0),
                        rated(record("CVE-2099-3", "severe", fixedIn("2-1")), 9.8),
                        record("CVE-2099-4", "unrated", fixedIn("2-1")),
                        rated(record("CVE-2099-5", "moderate", fixedIn("2-1")), 6.9),
                        urgent(rated(record("CVE-2099-6", "unimportant", fixedIn("2-1")), 9.8), "unimportant"))
                .exploited("CVE-2099-1", KEV)
                .predicted("CVE-2099-2", 0.1)
                .predicted("CVE-2099-3", 0.0999);
        List<PendingPatch> patches = new ArrayList<>();
        for (String name : List.of("exploited", "likely", "severe", "unrated", "moderate", "unimportant", "routine")) {
            patches.add(patch(name, "1-1", "2-1", name));
        }
        return patches;
    }

    private static Inventory hostOf(List<PendingPatch> patches) {
        return host(patches.stream()
                .map(each -> installed(each.name(), each.installed().text()))
                .toArray(InstalledPackage[]::new));
    }

    @Test
    void the_tiers_come_in_their_order_whatever_order_they_are_given_in() {
        List<PendingPatch> patches = onePatchOfEachTier();
        List<PendingPatch> shuffled = new ArrayList<>(patches);
        Collections.shuffle(shuffled, new Random(20991120));

        List<RankedPatch> ranked = rank(hostOf(patches), shuffled);

        assertThat(ranked)
                .extracting(each -> each.patch().name())
                .containsExactlyElementsOf(
                        patches.stream().map(PendingPatch::name).toList());
        assertThat(ranked).extracting(RankedPatch::tier).containsExactly(Tier.values());
        assertThat(ranked).extracting(RankedPatch::rank).containsExactly(1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void each_place_is_explained_in_one_sentence() {
        List<PendingPatch> patches = onePatchOfEachTier();

        assertThat(rank(hostOf(patches), patches))
                .extracting(RankedPatch::reason)
                .containsExactly(
                        "Attackers use CVE-2099-1, in ransomware campaigns too (listed by CISA on 30 January 2099, to be"
                                + " mended by 20 February 2099); the patch mends it.",
                        "Attacks on CVE-2099-2 within 30 days are likely (EPSS 10.0%); the patch mends it; no attacks are"
                                + " known.",
                        "Mends 1 vulnerability, the worst critical (CVE-2099-3, CVSS 9.8); attacks within 30 days: 10.0%;"
                                + " no attacks are known.",
                        "Mends 1 vulnerability that nobody has rated yet, so it could be severe; no attacks are known.",
                        "Mends 1 vulnerability, the worst medium (CVE-2099-5, CVSS 6.9); no attacks are known.",
                        "Mends only 1 vulnerability that the distribution calls unimportant; it can wait for the next"
                                + " regular window.",
                        "No vulnerability is known to be mended by it; it can wait for the next regular window.");
    }

    @Test
    void that_no_attacks_are_known_is_said_only_where_a_list_of_known_ones_was_asked() {
        catalog.says(D12, rated(record("CVE-2099-3", "severe", fixedIn("2-1")), 9.8));
        List<PendingPatch> patches = List.of(patch("severe", "1-1", "2-1", "severe"));

        assertThat(rank(hostOf(patches), patches).getFirst().reason())
                .isEqualTo("Mends 1 vulnerability, the worst critical (CVE-2099-3, CVSS 9.8).");
    }

    @Test
    void within_a_tier_the_patch_that_removes_more_risk_comes_first() {
        catalog.says(
                        D12,
                        rated(record("CVE-2099-1", "a", fixedIn("2-1")), 9.8),
                        rated(record("CVE-2099-2", "b", fixedIn("2-1")), 7.5))
                .predicted("CVE-2099-1", 0.001)
                .predicted("CVE-2099-2", 0.05);
        List<PendingPatch> patches = List.of(patch("a", "1-1", "2-1", "a"), patch("b", "1-1", "2-1", "b"));

        assertThat(rank(hostOf(patches), patches))
                .extracting(each -> each.patch().name())
                .containsExactly("b", "a");
    }

    @Test
    void a_patch_mends_only_what_its_candidate_reaches() {
        catalog.says(D12, record("CVE-2099-1", "a", fixedIn("2-1")), record("CVE-2099-2", "a", fixedIn("3-1")));
        List<PendingPatch> patches = List.of(patch("a", "1-1", "2-1", "a"));

        assertThat(rank(hostOf(patches), patches).getFirst().mends())
                .extracting(Finding::vulnerability)
                .containsExactly("CVE-2099-1");
    }

    @Test
    void a_backport_reaches_the_fix_that_it_is_a_rebuild_of() {
        catalog.says("debian:13", record("CVE-2099-1", "a", fixedIn("2-1")));
        List<PendingPatch> patches = List.of(patch("a", "1-1~bpo12+1", "2-1~bpo12+1", "a"));

        assertThat(rank(hostOf(patches), patches).getFirst().mends()).hasSize(1);
    }

    @Test
    void a_kernel_is_mended_by_its_image_and_not_by_its_headers() {
        catalog.says(D12, rated(record("CVE-2099-1", "linux", fixedIn("6.1.128-1")), 7.8));
        Inventory inventory = host(
                kernel("6.1.0-29-amd64", "6.1.123-1"),
                installed("linux-image-amd64", "6.1.123-1", "linux-signed-amd64", "6.1.123+1"),
                installed("linux-libc-dev", "6.1.123-1", "linux", "6.1.123-1"));
        List<PendingPatch> patches = List.of(
                patch("linux-libc-dev", "6.1.123-1", "6.1.128-1", "linux", SECURITY),
                new PendingPatch(
                        "linux-image-amd64",
                        "amd64",
                        new DebVersion("6.1.123-1"),
                        new DebVersion("6.1.128-1"),
                        new SourceBuild("linux-signed-amd64", new DebVersion("6.1.128+1")),
                        List.of(SECURITY),
                        null,
                        PendingPatch.Basis.PACKAGE_MANAGER));

        List<RankedPatch> ranked = rank(inventory, patches);

        assertThat(ranked.getFirst().patch().name()).isEqualTo("linux-image-amd64");
        assertThat(ranked.getFirst().mends()).hasSize(1);
        assertThat(ranked.getLast().tier()).isEqualTo(Tier.ROUTINE);
        assertThat(ranked.getLast().mends()).isEmpty();
    }

    @Test
    void a_security_patch_of_which_nothing_is_known_comes_before_what_is_known_to_be_moderate() {
        catalog.says(D12, rated(record("CVE-2099-1", "a", fixedIn("2-1")), 5.0));
        List<PendingPatch> patches = List.of(patch("a", "1-1", "2-1", "a"), patch("b", "1-1", "2-1", "b", SECURITY));

        assertThat(rank(hostOf(patches), patches))
                .extracting(each -> each.patch().name())
                .containsExactly("b", "a");
    }

    @Test
    void patches_of_one_source_stand_together() {
        catalog.says(
                D12,
                rated(record("CVE-2099-1", "a", fixedIn("2-1")), 9.8),
                rated(record("CVE-2099-2", "m", fixedIn("2-1")), 9.0));
        Inventory inventory = host(
                installed("liba", "1-1", "a", "1-1"), installed("m", "1-1"), installed("zzz-a", "1-1", "a", "1-1"));
        List<PendingPatch> patches = List.of(
                patch("liba", "1-1", "2-1", "a"), patch("m", "1-1", "2-1", "m"), patch("zzz-a", "1-1", "2-1", "a"));

        assertThat(rank(inventory, patches))
                .extracting(each -> each.patch().name())
                .containsExactly("liba", "zzz-a", "m");
    }

    @Test
    void risk_is_a_probability_grows_with_each_finding_and_ignores_the_unimportant() {
        long seed = 20991120;
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<Finding> findings = new ArrayList<>();
            double before = 0;
            for (int i = 0; i < 20; i++) {
                Finding finding = anyFinding(random, i);
                findings.add(finding);
                double after = Risk.ofAll(findings);
                assertThat(after).as("seed %d round %d", seed, round).isBetween(before, 1.0);
                assertThat(Risk.of(finding))
                        .as("seed %d round %d", seed, round)
                        .isBetween(0.0, finding.unimportant() ? 0.0 : 1.0);
                before = after;
            }
        }
    }

    private static Finding anyFinding(Random random, int number) {
        return new Finding(
                new SourceBuild("a", new DebVersion("1-1")),
                "CVE-2099-" + number,
                new Verdict.Unfixed(),
                random.nextInt(4) == 0 ? "unimportant" : "low",
                random.nextBoolean() ? new Severity("made-up", random.nextInt(101) / 10.0) : null,
                random.nextInt(5) == 0 ? KEV : null,
                random.nextBoolean() ? new ExploitPrediction(random.nextInt(101) / 100.0, 0.5) : null,
                List.of());
    }

    @Test
    void a_saved_listing_gets_the_patches_that_advisories_ask_for_in_the_packages_own_numbering() {
        catalog.says(
                D12,
                record("CVE-2099-1", "postgresql-common", fixedIn("248+deb12u2")),
                record("CVE-2099-2", "shadow", fixedIn("1:4.13+dfsg1-2")),
                record("CVE-2099-3", "linux", fixedIn("6.1.128-1")));
        Inventory inventory = host(
                installed("postgresql", "15+248+deb12u1", "postgresql-common", "248+deb12u1"),
                installed("login", "1:4.13+dfsg1-1+b1", "shadow", "1:4.13+dfsg1-1"),
                kernel("6.1.0-28-amd64", "6.1.119-1"),
                kernel("6.1.0-29-amd64", "6.1.123-1"),
                installed("linux-headers-amd64", "6.1.123-1", "linux-signed-amd64", "6.1.123+1"));
        Assessment assessment = new Assessor(catalog, Map.of(), false).assess(inventory);

        assertThat(AdvisedPatches.of(inventory, assessment))
                .extracting(each -> each.name() + " " + each.candidate())
                .containsExactlyInAnyOrder(
                        "postgresql 15+248+deb12u2", "login 1:4.13+dfsg1-2", "linux-image-6.1.0-29-amd64 6.1.128-1");
    }

    @Test
    void a_package_that_numbers_itself_apart_from_its_source_gets_no_made_up_candidate() {
        catalog.says(D12, record("CVE-2099-1", "lvm2", fixedIn("2.03.16-3")));
        Inventory inventory = host(
                installed("dmsetup", "2:1.02.185-2", "lvm2", "2.03.16-2"),
                installed("lvm2", "2.03.16-2", "lvm2", "2.03.16-2"));
        Assessment assessment = new Assessor(catalog, Map.of(), false).assess(inventory);

        assertThat(AdvisedPatches.of(inventory, assessment))
                .extracting(each -> each.name() + " " + each.candidate())
                .containsExactly("lvm2 2.03.16-3");
    }
}
