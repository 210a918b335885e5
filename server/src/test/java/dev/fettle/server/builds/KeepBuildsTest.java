package dev.fettle.server.builds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.BuildPart;
import dev.fettle.server.RunningServer;
import dev.fettle.server.SetClock;
import dev.fettle.server.agents.Agent;
import dev.fettle.server.agents.BuildDesk;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeepBuildsTest {
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
}
