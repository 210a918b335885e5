package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has no role keeps the own account, and nothing else. */
final class WithoutRoleTest {
    private static final String NEW = "quite another sentence";

    @TempDir
    Path folder;

    @Test
    void who_has_no_role_sees_the_own_account_and_whom_to_ask_and_nothing_else() throws Exception {
        try (RunningServer server = RunningServer.start(folder, Map.of())) {
            server.add("root", List.of(new Grant(Role.ADMINISTRATOR, Scope.everything())));
            server.add("new", List.of());
            Visitor visitor = server.visitor();
            assertThat(visitor.signIn("new", RunningServer.PASSWORD).header("Location"))
                    .isEqualTo("/account");
            Visitor.Answer account = visitor.get("/account");
            visitor.keepProof(account);
            assertThat(account.status()).isEqualTo(200);
            assertThat(account.body())
                    .contains("You have no role yet")
                    .contains("administrator (root)")
                    .doesNotContain("href=\"/hosts\"")
                    .doesNotContain("/scans/now");
            assertThat(visitor.get("/account/app").status()).isEqualTo(200);
            assertThat(visitor.post(
                                    "/account/password",
                                    Map.of("present", RunningServer.PASSWORD, "password", NEW, "repeated", NEW))
                            .header("Location"))
                    .isEqualTo("/account?done=password");
            visitor.keepProof(visitor.get("/account"));
            Visitor.Answer refused = visitor.get("/hosts");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).contains("You have no role yet").contains("Go to your account");
            assertThat(visitor.get("/live").status()).isEqualTo(403);
            assertThat(visitor.get("/api/v1/hosts").status()).isEqualTo(403);
            assertThat(visitor.post("/sign-out", Map.of()).toSignIn()).isTrue();
            assertThat(visitor.get("/account").toSignIn()).isTrue();
        }
    }
}
