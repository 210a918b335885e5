package dev.fettle.core.assessment;

import static dev.fettle.core.assessment.Hosts.DEBIAN;
import static dev.fettle.core.assessment.Hosts.VENDOR;
import static dev.fettle.core.assessment.Hosts.host;
import static dev.fettle.core.assessment.Hosts.installed;
import static dev.fettle.core.assessment.Hosts.kernel;
import static dev.fettle.core.assessment.Hosts.running;
import static dev.fettle.core.assessment.StatedCatalog.advisory;
import static dev.fettle.core.assessment.StatedCatalog.changed;
import static dev.fettle.core.assessment.StatedCatalog.event;
import static dev.fettle.core.assessment.StatedCatalog.fixedIn;
import static dev.fettle.core.assessment.StatedCatalog.record;
import static dev.fettle.core.assessment.StatedCatalog.unfixed;
import static dev.fettle.core.assessment.StatedCatalog.urgent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.catalog.Statement;
import dev.fettle.core.catalog.VersionRange;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AssessorTest {
    private static final String D12 = "debian:12";
    private static final Verdict FIXABLE_IN_2 = new Verdict.Fixable("2-1", Verdict.Way.PATCH);

    private final StatedCatalog catalog = new StatedCatalog();

    private Assessment assess(Inventory inventory) {
        return new Assessor(catalog, Map.of(), false).assess(inventory);
    }

    private Assessment assess(Inventory inventory, ChangelogClaim claim) {
        return new Assessor(catalog, Map.of(claim.candidate().name(), claim), false).assess(inventory);
    }

    private static ChangelogClaim claim(String source, String candidate, String since, String... mentions) {
        return new ChangelogClaim(
                new SourceBuild(source, new DebVersion(candidate)),
                new DebVersion(since),
                List.of(mentions).stream()
                        .map(mention -> mention.split(" "))
                        .map(parts -> new ChangelogClaim.Mention(parts[0], new DebVersion(parts[1])))
                        .toList(),
                true);
    }

    private static Finding only(Assessment assessment) {
        assertThat(assessment.findings()).hasSize(1);
        return assessment.findings().getFirst();
    }

    @Test
    void a_version_before_the_fix_is_fixable_and_says_by_which_record() {
        catalog.says(D12, record("CVE-2099-1", "a", fixedIn("2-1")));

        Finding finding = only(assess(host(installed("a", "1-1"))));

        assertThat(finding.verdict()).isEqualTo(FIXABLE_IN_2);
        assertThat(finding.evidence())
                .containsExactly(new Evidence(
                        Evidence.Kind.RECORD,
                        "CVE-2099-1",
                        "introduced 0, fixed 2-1",
                        "1-1",
                        StatedCatalog.FEED,
                        "1-1 comes before 2-1, which mends it."));
    }

    @Test
    void the_fixed_version_itself_and_later_ones_are_not_affected_and_only_counted() {
        catalog.says(D12, record("CVE-2099-1", "a", fixedIn("2-1")));

        assertThat(assess(host(installed("a", "2-1")))).isEqualTo(new Assessment(List.of(), 1));
        assertThat(assess(host(installed("a", "2-1+deb12u1"))).notAffected()).isEqualTo(1);
        assertThat(assess(host(installed("a", "2-1~rc1"))).findings()).hasSize(1);
    }

    @Test
    void not_affected_is_listed_with_its_reason_where_it_is_asked_for() {
        catalog.says(D12, record("CVE-2099-1", "a", fixedIn("0")));

        Finding finding = only(new Assessor(catalog, Map.of(), true).assess(host(installed("a", "1-1"))));

        assertThat(finding.verdict())
                .isEqualTo(new Verdict.NotAffected("No version on this platform was ever affected."));
    }

    @Test
    void no_fix_yet_is_unfixed_and_keeps_the_vendors_urgency() {
        catalog.says(D12, urgent(record("CVE-2099-1", "a", unfixed()), "unimportant"));

        Finding finding = only(assess(host(installed("a", "1-1"))));

        assertThat(finding.verdict()).isEqualTo(new Verdict.Unfixed());
        assertThat(finding.urgency()).isEqualTo("unimportant");
        assertThat(finding.unimportant()).isTrue();
    }

    @Test
    void a_record_without_a_range_that_can_be_evaluated_is_unknown_and_not_success() {
        catalog.says(D12, record("CVE-2099-1", "a"));

        Finding finding = only(assess(host(installed("a", "1-1"))));

        assertThat(finding.verdict()).isInstanceOf(Verdict.Unknown.class);
        assertThat(finding.open()).isTrue();
    }

    @Test
    void of_several_ranges_the_one_the_version_lies_in_decides() {
        VersionRange old = new VersionRange(
                List.of(event(VersionRange.Kind.FIXED, "1.2-1"), event(VersionRange.Kind.INTRODUCED, "1.0-1")));
        VersionRange recent = new VersionRange(
                List.of(event(VersionRange.Kind.INTRODUCED, "2.0-1"), event(VersionRange.Kind.LAST_AFFECTED, "2.3-1")));
        catalog.says(D12, record("CVE-2099-1", "a", old, recent));

        assertThat(assess(host(installed("a", "0.9-1"))).findings()).isEmpty();
        assertThat(only(assess(host(installed("a", "1.1-1")))).verdict())
                .isEqualTo(new Verdict.Fixable("1.2-1", Verdict.Way.PATCH));
        assertThat(assess(host(installed("a", "1.5-1"))).findings()).isEmpty();
        assertThat(only(assess(host(installed("a", "2.3-1")))).verdict()).isEqualTo(new Verdict.Unfixed());
        assertThat(assess(host(installed("a", "2.4-1"))).findings()).isEmpty();
    }

    @Test
    void the_source_version_decides_not_the_binary_one() {
        catalog.says(D12, record("CVE-2099-1", "util-linux", fixedIn("2.38.1-5+deb12u4")));

        Inventory inventory = host(installed("bsdutils", "1:2.38.1-5+deb12u3", "util-linux", "2.38.1-5+deb12u3"));

        assertThat(only(assess(inventory)).build()).hasToString("util-linux 2.38.1-5+deb12u3");
    }

    @Test
    void one_source_build_is_judged_once_however_many_packages_it_has() {
        catalog.says(D12, record("CVE-2099-1", "a", fixedIn("2-1")));

        assertThat(assess(host(installed("liba", "1-1", "a", "1-1"), installed("a-bin", "1-1", "a", "1-1")))
                        .findings())
                .hasSize(1);
    }

    @Test
    void the_younger_text_of_a_record_rules_and_a_withdrawn_one_is_gone() {
        Statement old = changed(record("CVE-2099-1", "a", fixedIn("2-1")), "2099-01-01T00:00:00Z", false);
        Statement withdrawn = changed(old, "2099-02-01T00:00:00Z", true);
        catalog.says(D12, withdrawn, old);

        assertThat(assess(host(installed("a", "1-1"))).findings()).isEmpty();
    }

    @Test
    void of_two_records_on_one_vulnerability_the_younger_decides_and_the_other_stays_as_evidence() {
        Statement older = record("CVE-2099-1", "a", unfixed());
        Statement younger = new Statement(
                "DEBIAN-CVE-2099-1",
                Statement.Kind.VULNERABILITY,
                List.of("CVE-2099-1"),
                "a",
                List.of(fixedIn("2-1")),
                List.of(),
                "low",
                null,
                "2099-03-01T00:00:00Z",
                "",
                false,
                StatedCatalog.FEED);
        catalog.says(D12, younger, older);

        Finding finding = only(assess(host(installed("a", "1-1"))));

        assertThat(finding.verdict()).isEqualTo(FIXABLE_IN_2);
        assertThat(finding.urgency()).isEqualTo("low");
        assertThat(finding.evidence()).extracting(Evidence::by).containsExactly("DEBIAN-CVE-2099-1", "CVE-2099-1");
    }

    @Test
    void an_advisory_is_evidence_for_the_vulnerability_and_no_finding_of_its_own() {
        catalog.says(
                D12,
                record("CVE-2099-1", "a", fixedIn("2-1")),
                advisory("DSA-9001-1", "a", "2098-01-01T00:00:00Z", fixedIn("2-1"), "CVE-2099-1"));

        Finding finding = only(assess(host(installed("a", "1-1"))));

        assertThat(finding.vulnerability()).isEqualTo("CVE-2099-1");
        assertThat(finding.evidence())
                .extracting(Evidence::kind)
                .containsExactly(Evidence.Kind.RECORD, Evidence.Kind.ADVISORY);
    }

    @Test
    void an_advisory_younger_than_a_record_without_fix_brings_the_fix_and_an_older_one_does_not() {
        catalog.says(
                D12,
                record("CVE-2099-1", "a", unfixed()),
                record("CVE-2099-2", "a", unfixed()),
                advisory("DSA-9001-1", "a", "2099-02-01T00:00:00Z", fixedIn("2-1"), "CVE-2099-1"),
                advisory("DSA-9000-1", "a", "2098-12-01T00:00:00Z", fixedIn("2-1"), "CVE-2099-2"));

        assertThat(assess(host(installed("a", "1-1"))).findings())
                .extracting(Finding::verdict)
                .containsExactly(FIXABLE_IN_2, new Verdict.Unfixed());
        assertThat(assess(host(installed("a", "2-1"))).findings())
                .extracting(Finding::vulnerability)
                .containsExactly("CVE-2099-2");
    }

    @Test
    void an_advisory_decides_where_no_record_speaks() {
        catalog.says(
                D12, advisory("DSA-9001-1", "a", "2099-02-01T00:00:00Z", fixedIn("2-1"), "CVE-2099-1", "CVE-2099-2"));

        assertThat(assess(host(installed("a", "1-1"))).findings())
                .extracting(Finding::vulnerability)
                .containsExactly("CVE-2099-1", "CVE-2099-2");
    }

    @Test
    void the_kernel_is_judged_by_its_newest_image_and_not_by_headers_tools_or_older_images() {
        catalog.says(
                D12, record("CVE-2099-1", "linux", fixedIn("6.1.123-1")), record("CVE-2099-2", "linux", unfixed()));

        Inventory inventory = host(
                kernel("6.1.0-10-amd64", "6.1.38-1"),
                kernel("6.1.0-29-amd64", "6.1.123-1"),
                installed("linux-libc-dev", "6.1.10-1", "linux", "6.1.10-1"),
                installed("linux-perf", "6.1.10-1", "linux", "6.1.10-1"));

        Finding finding = only(assess(inventory));
        assertThat(finding.vulnerability()).isEqualTo("CVE-2099-2");
        assertThat(finding.build()).hasToString("linux 6.1.123-1");
    }

    @Test
    void without_an_installed_image_nothing_is_said_of_the_kernel() {
        catalog.says(D12, record("CVE-2099-1", "linux", unfixed()));

        assertThat(assess(running("6.18.44-cloud", installed("linux-libc-dev", "6.1.10-1", "linux", "6.1.10-1")))
                        .findings())
                .isEmpty();
    }

    @Test
    void what_only_the_running_kernel_still_has_is_mended_by_a_reboot() {
        catalog.says(
                D12, record("CVE-2099-1", "linux", fixedIn("6.1.123-1")), record("CVE-2099-2", "linux", unfixed()));

        Inventory inventory =
                running("6.1.0-10-amd64", kernel("6.1.0-10-amd64", "6.1.38-1"), kernel("6.1.0-29-amd64", "6.1.123-1"));

        List<Finding> findings = assess(inventory).findings();
        assertThat(findings).hasSize(2);
        assertThat(findings.getFirst().verdict()).isEqualTo(new Verdict.Fixable("6.1.123-1", Verdict.Way.REBOOT));
        assertThat(findings.getFirst().build()).hasToString("linux 6.1.38-1");
        assertThat(findings.getLast().build()).hasToString("linux 6.1.123-1");
    }

    @Test
    void what_only_a_replaced_build_that_runs_still_has_is_mended_by_a_restart() {
        catalog.says(
                D12,
                record("CVE-2099-1", "openssl", fixedIn("3.0.17-1")),
                record("CVE-2099-2", "openssl", fixedIn("3.0.18-1")),
                record("CVE-2099-3", "openssl", fixedIn("3.0.15-1")));

        List<Finding> findings = assess(Hosts.withStale(
                        host(installed("libssl3", "3.0.17-1", "openssl", "3.0.17-1")),
                        Hosts.stale("libssl3", "openssl", "3.0.16-1", "nginx.service", "ssh.service")))
                .findings();

        assertThat(findings)
                .extracting(Finding::vulnerability, each -> each.build().toString(), Finding::verdict)
                .containsExactlyInAnyOrder(
                        tuple("CVE-2099-1", "openssl 3.0.16-1", new Verdict.Fixable("3.0.17-1", Verdict.Way.RESTART)),
                        tuple("CVE-2099-2", "openssl 3.0.17-1", new Verdict.Fixable("3.0.18-1", Verdict.Way.PATCH)));
        assertThat(findings)
                .filteredOn(Finding::mendedOnDisk)
                .singleElement()
                .satisfies(finding -> assertThat(finding.evidence())
                        .extracting(Evidence::says)
                        .contains(
                                "openssl 3.0.16-1 still runs; the installed openssl 3.0.17-1 does not have it. A restart of"
                                        + " what runs it mends it.",
                                "It is run by nginx.service, ssh.service."));
    }

    @Test
    void a_replaced_build_in_the_first_process_is_mended_by_a_reboot() {
        catalog.says(D12, record("CVE-2099-1", "glibc", fixedIn("2.36-10")));

        Inventory inventory = Hosts.withStale(
                host(installed("libc6", "2.36-10", "glibc", "2.36-10")),
                Hosts.stale("libc6", "glibc", "2.36-9", "init.scope", "nginx.service"));

        assertThat(only(assess(inventory)).verdict()).isEqualTo(new Verdict.Fixable("2.36-10", Verdict.Way.REBOOT));
    }

    @Test
    void a_replaced_build_of_unknown_version_is_no_reason_for_guesses() {
        catalog.says(D12, record("CVE-2099-1", "openssl", fixedIn("3.0.17-1")));

        Inventory inventory = Hosts.withStale(
                host(installed("libssl3", "3.0.17-1", "openssl", "3.0.17-1")),
                new StaleBuild("libssl3", "amd64", null, null, List.of("nginx.service")));

        assertThat(assess(inventory).findings()).isEmpty();
        assertThat(ExposureIndex.Due.of(inventory).unknownBuilds()).isTrue();
    }

    @Test
    void a_replaced_build_that_is_newer_than_the_installed_one_or_the_same_has_nothing_more() {
        catalog.says(D12, record("CVE-2099-1", "openssl", fixedIn("3.0.17-1")));

        Inventory inventory = Hosts.withStale(
                host(installed("libssl3", "3.0.16-1", "openssl", "3.0.16-1")),
                Hosts.stale("libssl3", "openssl", "3.0.17-1", "nginx.service"),
                Hosts.stale("libssl3", "openssl", "3.0.16-1", "ssh.service"));

        assertThat(only(assess(inventory)).verdict()).isEqualTo(new Verdict.Fixable("3.0.17-1", Verdict.Way.PATCH));
    }

    @Test
    void the_names_of_what_runs_a_replaced_build_are_few_and_short() {
        catalog.says(D12, record("CVE-2099-1", "openssl", fixedIn("3.0.17-1")));
        String[] users = IntStream.range(0, 200)
                .mapToObj(each -> "x".repeat(1000) + each)
                .toArray(String[]::new);

        Finding finding = only(assess(Hosts.withStale(
                host(installed("libssl3", "3.0.17-1", "openssl", "3.0.17-1")),
                Hosts.stale("libssl3", "openssl", "3.0.16-1", users))));

        assertThat(finding.evidence().getLast().says()).hasSizeLessThan(1000).endsWith(" and 190 more.");
    }

    @Test
    void a_backport_is_judged_by_the_release_it_was_rebuilt_from() {
        catalog.says(D12, record("CVE-2099-1", "curl", fixedIn("7.88-1")))
                .says("debian:13", record("CVE-2099-1", "curl", fixedIn("8.11.0-1")));

        assertThat(only(assess(host(installed("curl", "8.10.1-1~bpo12+1")))).verdict())
                .isEqualTo(new Verdict.Fixable("8.11.0-1", Verdict.Way.PATCH));
        assertThat(assess(host(installed("curl", "8.11.0-1~bpo12+1"))).findings())
                .isEmpty();
    }

    @Test
    void a_backport_whose_own_stream_no_feed_knows_is_unknown_although_its_number_is_higher() {
        catalog.says(D12, record("CVE-2099-1", "curl", fixedIn("7.88-1")));

        assertThat(only(assess(host(installed("curl", "8.10.1-1~bpo12+1")))).verdict())
                .isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void debians_statements_do_not_judge_another_vendors_build_of_the_same_name() {
        catalog.says(D12, record("CVE-2099-1", "nodejs", fixedIn("18-1")));

        Inventory inventory = host(
                installed("nodejs", "20-1acme", "nodejs", "20-1acme", VENDOR),
                installed("a", "1-1", "a", "1-1", DEBIAN));

        assertThat(only(assess(inventory)).verdict()).isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void a_mirror_that_publishes_debian_under_another_name_is_no_other_vendor() {
        catalog.says(D12, record("CVE-2099-1", "a", fixedIn("2-1")));

        assertThat(only(assess(host(installed("a", "1-1", "a", "1-1", VENDOR)))).verdict())
                .isEqualTo(FIXABLE_IN_2);
    }

    @Test
    void shim_signed_is_judged_by_the_shim_inside_it_too() {
        catalog.says(D12, record("CVE-2099-1", "shim", fixedIn("15.8-1")));

        Inventory inventory =
                host(installed("shim-signed", "1.40~1+deb12u1+15.7-1~deb12u1", "shim-signed", "1.40~1+deb12u1"));

        assertThat(only(assess(inventory)).build()).hasToString("shim 15.7-1~deb12u1");
    }

    @Test
    void a_changelog_mends_what_no_record_mends_and_adds_what_no_record_knows() {
        catalog.says(D12, record("CVE-2099-1", "a", unfixed()));

        List<Finding> findings = assess(
                        host(installed("a", "1-1")), claim("a", "2-1", "1-1", "CVE-2099-1 2-1", "CVE-2099-2 1-2"))
                .findings();

        assertThat(findings)
                .extracting(Finding::verdict)
                .containsExactly(FIXABLE_IN_2, new Verdict.Fixable("1-2", Verdict.Way.PATCH));
        assertThat(findings.getLast().evidence()).extracting(Evidence::kind).containsExactly(Evidence.Kind.CHANGELOG);
    }

    @Test
    void a_changelog_does_not_overrule_a_record_that_says_not_affected() {
        catalog.says(D12, record("CVE-2099-1", "a", fixedIn("1-1")));

        assertThat(assess(host(installed("a", "1-1")), claim("a", "2-1", "1-1", "CVE-2099-1 2-1"))
                        .findings())
                .isEmpty();
    }

    @Test
    void a_changelog_speaks_for_its_own_source_only() {
        assertThat(assess(host(installed("b", "1-1")), claim("a", "2-1", "1-1", "CVE-2099-1 2-1"))
                        .findings())
                .isEmpty();
    }

    @Test
    void a_changelog_entry_that_is_installed_already_counts_for_nothing() {
        assertThat(assess(host(installed("a", "1-2")), claim("a", "2-1", "1-1", "CVE-2099-1 1-2"))
                        .findings())
                .isEmpty();
    }

    @Test
    void of_several_advisories_the_youngest_decides_whatever_order_they_come_in() {
        Statement first = advisory("DSA-9001-1", "a", "2099-02-01T00:00:00Z", fixedIn("2-1"), "CVE-2099-1");
        Statement second = advisory("DSA-9002-1", "a", "2099-03-01T00:00:00Z", fixedIn("3-1"), "CVE-2099-1");

        Verdict oneWay = only(new Assessor(new StatedCatalog().says(D12, first, second), Map.of(), false)
                        .assess(host(installed("a", "2-1"))))
                .verdict();
        Verdict otherWay = only(new Assessor(new StatedCatalog().says(D12, second, first), Map.of(), false)
                        .assess(host(installed("a", "2-1"))))
                .verdict();

        assertThat(oneWay)
                .isEqualTo(new Verdict.Fixable("3-1", Verdict.Way.PATCH))
                .isEqualTo(otherWay);
    }

    @Test
    void a_kernel_that_somebody_built_does_not_hide_the_distributions_kernel_and_is_named_as_unjudged() {
        catalog.says(D12, record("CVE-2099-1", "linux", unfixed()));

        Inventory inventory = host(
                kernel("6.1.0-29-amd64", "6.1.123-1"),
                installed("linux-image-6.12.50", "6.12.50-1", "linux-upstream", "6.12.50-1"));

        assertThat(only(assess(inventory)).build()).hasToString("linux 6.1.123-1");
        assertThat(inventory.kernels().unjudged()).singleElement().asString().contains("linux-upstream");
    }

    @Test
    void a_running_kernel_that_is_not_installed_is_named_as_unjudged() {
        Inventory inventory = running("6.18.44-cloud", kernel("6.1.0-29-amd64", "6.1.123-1"));

        assertThat(inventory.kernels().unjudged()).singleElement().asString().contains("6.18.44-cloud");
    }

    @Test
    void an_unsigned_image_is_known_to_run() {
        Inventory inventory = running(
                "6.1.0-10-amd64",
                installed("linux-image-6.1.0-10-amd64-unsigned", "6.1.38-1", "linux", "6.1.38-1"),
                kernel("6.1.0-29-amd64", "6.1.123-1"));

        assertThat(inventory.kernels().newerThanRunning()).isTrue();
    }
}
