package dev.fettle.server.builds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.ChangeWish;
import dev.fettle.core.plan.HostChoice;
import dev.fettle.core.plan.Limits;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.plan.Selection;
import dev.fettle.core.plan.WaveLine;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.core.rollout.TakeBack;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.BuildPart;
import dev.fettle.server.RunningServer;
import dev.fettle.server.SetClock;
import dev.fettle.server.Until;
import dev.fettle.server.agents.Agent;
import dev.fettle.server.agents.BuildDesk;
import dev.fettle.server.changes.Change;
import dev.fettle.server.changes.ChangeOutcome;
import dev.fettle.server.changes.DraftChange;
import dev.fettle.server.changes.MoveChange;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.hosts.PendingLook;
import dev.fettle.server.hosts.RecordLook;
import dev.fettle.server.orders.OrderedHosts;
import dev.fettle.server.rollouts.RolloutOutcome;
import dev.fettle.server.rollouts.StartRollout;
import dev.fettle.server.rollouts.SteerRollout;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeepBuildsTest {
    private static final Actor OLGA = Actor.person("olga", "operator", "192.0.2.9", "r1");
    private static final Actor ADA = Actor.person("ada", "approver", "192.0.2.9", "r2");
    private static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");

    @TempDir
    private Path folder;

    private static BuildFile file(byte[] content) {
        return new BuildFile(
                new ExactBuild("openssl", "amd64", new DebVersion("3.0.17-1")), content.length, Octets.sha256(content));
    }

    private static Agent agent() {
        return new Agent(
                UUID.randomUUID(),
                /* host= */ null,
                "web-1",
                "1.0",
                Agent.State.ACTIVE,
                NOW,
                NOW,
                /* lastSeenAt= */ null);
    }

    private static List<String> told(RunningServer server, String kind) {
        return server.jdbc()
                .sql("select row_to_json(e)::text as entry from audit_entry e where kind = ?")
                .param(kind)
                .query((row, _) -> row.getString("entry"))
                .list();
    }

    private static int parts(RunningServer server) {
        return server.jdbc()
                .sql("select count(*) as n from kept_build_part")
                .query((row, _) -> row.getInt("n"))
                .single();
    }

    @Test
    void what_no_change_needs_is_removed_after_an_hour_and_the_audit_says_so() throws Exception {
        SetClock clock = new SetClock(NOW);
        try (RunningServer server = RunningServer.start(folder, Map.of(), clock, _ -> {})) {
            TakeBuild takes = server.bean(TakeBuild.class);
            KeepBuilds keeps = server.bean(KeepBuilds.class);
            byte[] whole = new byte[2_000];
            byte[] begun = new byte[BuildPart.LONGEST + 9];
            assertThat(takes.take(agent(), file(whole), 0, whole)).isEqualTo(new BuildDesk.Taking.Has(2_000));
            assertThat(takes.take(agent(), file(begun), 0, Arrays.copyOf(begun, BuildPart.LONGEST)))
                    .isEqualTo(new BuildDesk.Taking.Has(BuildPart.LONGEST));
            keeps.run();
            assertThat(takes.find(file(whole).sha256())).isPresent();
            assertThat(parts(server)).isEqualTo(2);

            clock.advance(Duration.ofMinutes(61));
            keeps.run();

            assertThat(takes.find(file(whole).sha256())).isEmpty();
            assertThat(parts(server)).as("what comes").isOne();
            clock.advance(Duration.ofHours(24));
            keeps.run();
            assertThat(parts(server)).as("what does not come any more").isZero();
            assertThat(told(server, "build.removed"))
                    .singleElement()
                    .asString()
                    .contains(file(whole).sha256().hex(), "No change needs it any more.");
        }
    }

    /** A host of which the index tells the hash of what is pending. */
    private static HostId host(RunningServer server, BuildFile file) {
        DebVersion old = new DebVersion("3.0.16-1");
        SourceBuild source = new SourceBuild("openssl", old);
        HostId host = server.bean(RecordLook.class)
                .record(
                        new MachineId("web-1"),
                        NOW.minus(Duration.ofHours(1)),
                        Inventory.ofListing(
                                "web-1",
                                new Platform("debian", "12"),
                                List.of(new InstalledPackage("openssl", "amd64", old, source, List.of(), false, false)),
                                0,
                                List.of()),
                        new PendingLook(
                                new PendingChanges(
                                        List.of(new PendingPatch(
                                                "openssl",
                                                "amd64",
                                                old,
                                                file.build().version(),
                                                new SourceBuild(
                                                        "openssl", file.build().version()),
                                                List.of(),
                                                new PendingPatch.Download(
                                                        file.bytes(),
                                                        file.sha256().hex()),
                                                PendingPatch.Basis.PACKAGE_MANAGER)),
                                        List.of(),
                                        List.of(),
                                        List.of()),
                                null,
                                Map.of(),
                                List.of(),
                                Map.of()));
        OrderedHosts.agent(server.jdbc(), host, "web-1");
        OrderedHosts.settleManaged(server, List.of(host));
        return host;
    }

    private static Change done(ChangeOutcome outcome) {
        assertThat(outcome).isInstanceOf(ChangeOutcome.Done.class);
        return ((ChangeOutcome.Done) outcome).change();
    }

    private static Change approved(RunningServer server, HostId host) {
        ChangeWish wish = new ChangeWish(
                "openssl",
                "a test",
                "",
                ChangeType.NORMAL,
                false,
                0,
                new Selection.Everything(),
                new HostChoice.Listed(List.of(host.value())),
                List.of(WaveLine.read("all rest soak=0h")),
                List.of(),
                new Limits(1, 1, 0, 3, Duration.ofHours(1)),
                OnBreach.PAUSE,
                0);
        Change draft = done(server.bean(DraftChange.class).add(OLGA, Scope.everything(), wish));
        MoveChange move = server.bean(MoveChange.class);
        done(move.propose(OLGA, Scope.everything(), draft.number(), null));
        return done(move.approve(ADA, Scope.everything(), Scope.everything(), draft.number(), draft.content(), "seen"));
    }

    @Test
    void a_roll_out_keeps_its_builds_whatever_becomes_of_its_change_and_for_the_time_that_builds_are_kept()
            throws Exception {
        SetClock clock = new SetClock(NOW);
        try (RunningServer server = RunningServer.start(folder, Map.of("builds.keep-for", "10d"), clock, _ -> {})) {
            TakeBuild takes = server.bean(TakeBuild.class);
            KeepBuilds keeps = server.bean(KeepBuilds.class);
            byte[] whole = new byte[2_000];
            Change change = approved(server, host(server, file(whole)));
            takes.take(agent(), file(whole), 0, whole);
            assertThat(server.bean(StartRollout.class)
                            .start(
                                    OLGA,
                                    Scope.everything(),
                                    Optional.empty(),
                                    new StartRollout.Wish(change.number(), null, null)))
                    .isInstanceOf(RolloutOutcome.Done.class);
            for (int i = 0; i < 3; i++) {
                clock.advance(Duration.ofHours(2));
                keeps.run();
            }
            assertThat(takes.find(file(whole).sha256())).as("while it goes on").isPresent();

            assertThat(server.bean(SteerRollout.class)
                            .steer(
                                    OLGA,
                                    Scope.everything(),
                                    1,
                                    new SteerRollout.Wish.Abort(TakeBack.NOTHING),
                                    "enough",
                                    null))
                    .isInstanceOf(RolloutOutcome.Done.class);
            assertThat(Until.holds(() -> server.jdbc()
                            .sql("select ended_at is not null as over from rollout")
                            .query((row, _) -> row.getBoolean("over"))
                            .single()))
                    .isTrue();
            done(server.bean(DraftChange.class).plan(OLGA, Scope.everything(), change.number(), null));
            done(server.bean(MoveChange.class).withdraw(OLGA, Scope.everything(), change.number(), "no", null));
            for (int i = 0; i < 3; i++) {
                clock.advance(Duration.ofDays(3));
                keeps.run();
            }
            assertThat(takes.find(file(whole).sha256())).as("after its end").isPresent();

            clock.advance(Duration.ofDays(3));
            keeps.run();
            assertThat(takes.find(file(whole).sha256())).isEmpty();
        }
    }
}
