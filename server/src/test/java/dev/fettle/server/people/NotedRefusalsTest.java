package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.RunningServer;
import dev.fettle.server.SetClock;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.Visitor;
import dev.fettle.server.audit.TestAudit;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** However many tries are refused, the audit trail grows by no more than so many entries a minute, and counts the rest. */
final class NotedRefusalsTest {
    private static final int FLOOD = 500;

    @TempDir
    private Path folder;

    private static long entries(JdbcClient jdbc, String kind) {
        return jdbc.sql("select count(*) as entries from audit_entry where kind = ?")
                .param(kind)
                .query((row, _) -> row.getLong("entries"))
                .single();
    }

    /** Only who asks from where is asked of it. */
    private static HttpServletRequest request() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                NotedRefusalsTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (_, method, _) -> method.getName().equals("getRemoteAddr") ? "192.0.2.66" : null);
    }

    @Test
    void a_flood_is_entered_to_a_limit_and_counted_beyond_it() throws Exception {
        SetClock clock = new SetClock(Instant.parse("2026-11-20T12:00:00Z"));
        try (TestServerDatabase database = TestServerDatabase.fresh();
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            SignInTrail trail = new SignInTrail(
                    TestAudit.in(database, clock), new PersonStore(database.jdbc()), clock, database.transactions());
            Callable<Boolean> guess = () -> {
                trail.refused("nobody", "wrong name or password", request());
                return true;
            };
            for (Future<Boolean> each : threads.invokeAll(Collections.nCopies(FLOOD, guess))) {
                assertThat(each.get()).isTrue();
            }
            assertThat(entries(database.jdbc(), "sign-in.refused")).isEqualTo(SignInTrail.MOST_A_MINUTE);
            assertThat(entries(database.jdbc(), "sign-in.refused-more")).isZero();

            clock.advance(Duration.ofMinutes(1));
            trail.refused("nobody", "wrong name or password", request());

            assertThat(entries(database.jdbc(), "sign-in.refused")).isEqualTo(SignInTrail.MOST_A_MINUTE + 1);
            assertThat(database.jdbc()
                            .sql("select after::text as told from audit_entry where kind = 'sign-in.refused-more'")
                            .query((row, _) -> row.getString("told"))
                            .single())
                    .as("how many were only counted")
                    .isEqualTo("{tries," + (FLOOD - SignInTrail.MOST_A_MINUTE) + "}");
        }
    }

    @Test
    void over_http_strangers_cannot_fill_the_trail_by_any_way_in() throws Exception {
        try (RunningServer server = RunningServer.start(folder, Map.of())) {
            server.add("ada", List.of(new Grant(Role.VIEWER, Scope.everything())));
            Instant begin = Instant.now();
            for (int i = 0; i < FLOOD / 5; i++) {
                Visitor stranger = server.visitor();
                stranger.keepProof(stranger.get("/sign-in"));
                stranger.post("/sign-in", Map.of("username", "guess-" + i, "password", "not the sentence"));
                stranger.get("/api/v1/me", "Authorization", "Bearer fettle_guess" + i);
                stranger.get("/api/v1/hosts");
                stranger.get("/hosts");
                stranger.post("/set-password", Map.of("code", "guess" + i, "password", "x", "repeated", "x"));
            }
            long minutes = Duration.between(begin, Instant.now()).toMinutes() + 2;
            long most = minutes * (SignInTrail.MOST_A_MINUTE + 1);

            assertThat(entries(server.jdbc(), "sign-in.refused")).isPositive();
            assertThat(server.jdbc()
                            .sql("select count(*) as entries from audit_entry where actor_kind <> 'server'")
                            .query((row, _) -> row.getLong("entries"))
                            .single())
                    .isLessThanOrEqualTo(most);
            Visitor ada = server.visitor();
            ada.signIn("ada", RunningServer.PASSWORD);
            assertThat(entries(server.jdbc(), "sign-in.done"))
                    .as("what matters is entered all the same, however many others were refused")
                    .isEqualTo(1);
        }
    }
}
