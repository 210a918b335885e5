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
import org.springframework.security.crypto.password.PasswordEncoder;

/** Signing in while strangers have all the places that strangers can have. */
final class BusySignInTest {
    private static final FewAtOnce.Asker STRANGER = new FewAtOnce.Asker("", false);

    @TempDir
    Path folder;

    @Test
    void a_new_browser_is_told_to_come_again_a_known_one_gets_in_and_nothing_counts_as_a_try() throws Exception {
        try (RunningServer server = RunningServer.start(folder, Map.of())) {
            server.add("ada", List.of(new Grant(Role.VIEWER, Scope.everything())));
            Visitor known = server.visitor();
            known.signIn("ada", RunningServer.PASSWORD);
            known.post("/sign-out", Map.of());
            FewAtOnce passwords = (FewAtOnce) server.bean(PasswordEncoder.class);
            int taken = 0;
            while (passwords.enter(STRANGER)) {
                taken++;
            }
            Visitor fresh = server.visitor();
            for (int i = 0; i < 2 * SignInBrake.FREE; i++) {
                Visitor.Answer ada = fresh.signIn("ada", RunningServer.PASSWORD);
                Visitor.Answer nobody = fresh.signIn("nobody", RunningServer.PASSWORD);
                assertThat(ada.status()).isEqualTo(503);
                assertThat(ada.header("Retry-After")).isEqualTo("5");
                assertThat(ada.body()).contains("was not looked at");
                assertThat(nobody.status()).isEqualTo(503);
            }
            assertThat(known.signIn("ada", RunningServer.PASSWORD).header("Location"))
                    .isEqualTo("/");
            assertThat(known.get("/account").status()).isEqualTo(200);
            for (int i = 0; i < taken; i++) {
                passwords.leave(STRANGER);
            }
            assertThat(fresh.signIn("ada", RunningServer.PASSWORD).header("Location"))
                    .as("where it was on the way to, after all the tries")
                    .isEqualTo("/feeds");
        }
    }
}
