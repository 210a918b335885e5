package dev.fettle.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.plan.Aftermath;
import dev.fettle.core.plan.HostClass;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeedOrderTest {
    private static final Report.Change LIBRARY = change("libssl3", "1", "2");
    private static final Report.Change NEWCOMER = change("linux-image-2", null, "2");
    private static final HostClass PLANNED = new HostClass(
            new Platform("debian", "12"),
            List.of(LIBRARY, NEWCOMER),
            new Aftermath(List.of(), List.of("libssl3")),
            Duration.ofMinutes(1),
            0,
            List.of(),
            List.of());
    private static final Outcome GOOD = new Outcome.Succeeded();

    private static Report.Change change(String name, @Nullable String before, @Nullable String after) {
        return new Report.Change(name, "amd64", version(before), version(after));
    }

    private static @Nullable DebVersion version(@Nullable String text) {
        return text == null ? null : new DebVersion(text);
    }

    private static ExactBuild build(String name, String version) {
        return new ExactBuild(name, "amd64", new DebVersion(version));
    }

    private static DeedOrder.Told told(Deed deed, Outcome outcome, List<Report.Change> changes, String... stale) {
        List<StaleProcess> processes = List.of(stale).stream()
                .map(unit -> new StaleProcess(7, "it", unit, 1, List.of("/lib/it")))
                .toList();
        return new DeedOrder.Told(
                deed,
                new Report(new UUID(1, 1), Instant.EPOCH, Instant.EPOCH, outcome, changes, List.of(), processes, ""));
    }

    private static DeedOrder.Told silent(Deed deed) {
        return new DeedOrder.Told(deed, null);
    }

    private static Order order(Deed deed, boolean back, DeedOrder.Told... told) {
        DeedOrder meant = DeedOrder.of(deed, back, PLANNED, List.of(told));
        assertThat(meant).isInstanceOf(DeedOrder.Given.class);
        return ((DeedOrder.Given) meant).order();
    }

    private static final List<ExactBuild> BUILDS = List.of(build("libssl3", "2"), build("linux-image-2", "2"));

    @Test
    void on_the_way_forth_it_is_what_was_planned() {
        assertThat(order(Deed.INSTALL, false)).isEqualTo(new Order.Install(BUILDS));
        assertThat(order(Deed.REBOOT, false)).isEqualTo(new Order.Reboot());
        assertThat(order(Deed.VERIFY, false)).isEqualTo(new Order.Verify(BUILDS, List.of()));
    }

    @Test
    void services_that_the_host_names_are_restarted_but_not_what_never_is() {
        DeedOrder.Told installed =
                told(Deed.INSTALL, GOOD, List.of(LIBRARY), "nginx.service", "dbus.service", "user@0.service", "");
        assertThat(order(Deed.RESTART, false, installed))
                .isEqualTo(new Order.RestartServices(List.of("nginx.service")));
        assertThat(DeedOrder.of(Deed.RESTART, false, PLANNED, List.of(told(Deed.INSTALL, GOOD, List.of(LIBRARY)))))
                .isEqualTo(new DeedOrder.Needless());
    }

    @Test
    void the_way_back_is_what_the_host_has_changed() {
        DeedOrder.Told installed = told(Deed.INSTALL, GOOD, List.of(LIBRARY, NEWCOMER, change("extra", "7", "8")));
        assertThat(order(Deed.ROLL_BACK, true, installed))
                .isEqualTo(new Order.RollBack(
                        List.of(build("libssl3", "1"), build("extra", "7")), List.of(build("linux-image-2", "2"))));
        DeedOrder.Told back = told(
                Deed.ROLL_BACK,
                GOOD,
                List.of(change("libssl3", "2", "1"), change("extra", "8", "7"), change("linux-image-2", "2", null)));
        assertThat(order(Deed.VERIFY, true, installed, back))
                .isEqualTo(new Order.Verify(
                        List.of(build("libssl3", "1"), build("extra", "7")), List.of(build("linux-image-2", "2"))));
    }

    @Test
    void what_nobody_knows_of_may_all_have_come_about() {
        assertThat(order(Deed.ROLL_BACK, true, silent(Deed.INSTALL)))
                .isEqualTo(new Order.RollBack(List.of(build("libssl3", "1")), List.of(build("linux-image-2", "2"))));
        assertThat(order(Deed.ROLL_BACK, true, told(Deed.INSTALL, new Outcome.Unknown("power"), List.of())))
                .isEqualTo(new Order.RollBack(List.of(build("libssl3", "1")), List.of(build("linux-image-2", "2"))));
    }

    @Test
    void where_nothing_was_changed_nothing_goes_back_and_the_checks_are_run() {
        DeedOrder.Told failed = told(Deed.INSTALL, new Outcome.Failed(FailureKind.DISK, "no room"), List.of());
        assertThat(DeedOrder.of(Deed.ROLL_BACK, true, PLANNED, List.of(failed))).isEqualTo(new DeedOrder.Needless());
        assertThat(DeedOrder.of(Deed.REBOOT, true, PLANNED, List.of(failed))).isEqualTo(new DeedOrder.Needless());
        assertThat(order(Deed.VERIFY, true, failed)).isEqualTo(new Order.RunChecks(List.of()));
        DeedOrder.Told refused =
                told(Deed.INSTALL, new Outcome.Failed(FailureKind.RESOLVER, "it would take more"), List.of(LIBRARY));
        assertThat(DeedOrder.of(Deed.ROLL_BACK, true, PLANNED, List.of(refused)))
                .as("what the package manager would have done")
                .isEqualTo(new DeedOrder.Needless());
    }

    @Test
    void what_has_gone_back_is_rebooted() {
        DeedOrder.Told installed = told(Deed.INSTALL, GOOD, List.of(LIBRARY));
        DeedOrder.Told back = told(Deed.ROLL_BACK, GOOD, List.of(change("libssl3", "2", "1")));
        assertThat(order(Deed.REBOOT, true, installed, back)).isEqualTo(new Order.Reboot());
    }

    @Test
    void several_tries_go_back_to_how_it_was_before_the_first() {
        DeedOrder.Told half = told(
                Deed.INSTALL, new Outcome.Failed(FailureKind.SCRIPT, "no"), List.of(change("libssl3", "1", "1.5")));
        DeedOrder.Told whole = told(Deed.INSTALL, GOOD, List.of(change("libssl3", "1.5", "2")));
        assertThat(order(Deed.ROLL_BACK, true, half, whole))
                .isEqualTo(new Order.RollBack(List.of(build("libssl3", "1")), List.of()));
        DeedOrder.Told undone = told(Deed.ROLL_BACK, GOOD, List.of(change("libssl3", "2", "1")));
        assertThat(DeedOrder.of(Deed.ROLL_BACK, true, PLANNED, List.of(half, whole, undone)))
                .isEqualTo(new DeedOrder.Needless());
    }

    @Test
    void only_newcomers_cannot_be_taken_back() {
        assertThat(DeedOrder.of(Deed.ROLL_BACK, true, PLANNED, List.of(told(Deed.INSTALL, GOOD, List.of(NEWCOMER)))))
                .isInstanceOf(DeedOrder.Impossible.class);
    }
}
