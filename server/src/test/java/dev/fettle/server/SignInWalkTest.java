package dev.fettle.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.Assertions;
import org.bouncycastle.util.encoders.Base32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All ways in, walked in a real browser: a password and an app's code, a passkey, a real provider. */
final class SignInWalkTest {
    @TempDir
    Path folder;

    private Path chromium = Path.of("");
    private int port;

    @BeforeEach
    void prepare() throws IOException {
        Optional<Path> program = Browser.program();
        assumeTrue(program.isPresent(), "No Chromium is installed, so nobody signs in: apt-get install chromium.");
        chromium = program.get();
        port = FreePort.local();
    }

    private RunningServer start(Map<String, String> options) throws IOException, StartException {
        Map<String, String> all = new HashMap<>(options);
        all.put("listen", "127.0.0.1:" + port);
        RunningServer server = RunningServer.start(folder, all);
        server.add("ada", List.of(new Grant(Role.ADMINISTRATOR, Scope.everything())));
        return server;
    }

    /** Passkeys and the provider's answers belong to this name, not to the number. */
    private String origin() {
        return "http://localhost:" + port;
    }

    private static void press(Page page, String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .first()
                .click();
    }

    private void password(Page page) {
        page.navigate(origin() + "/sign-in");
        page.getByLabel("Name").fill("ada");
        page.getByLabel("Password").fill(RunningServer.PASSWORD);
        press(page, "Sign in");
    }

    private static void leave(Page page) {
        press(page, "Sign out");
        assertThat(page.getByText("You are signed out.")).isVisible();
    }

    private static String code(String key, Instant at) throws Exception {
        byte[] secret = Base32.decode(key.replace(" ", ""));
        return new TimeBasedOneTimePasswordGenerator()
                .generateOneTimePasswordString(new SecretKeySpec(secret, "HmacSHA1"), at);
    }

    private static void type(Page page, String code) {
        page.locator("#totp").fill(code);
        page.locator("#totp").press("Enter");
    }

    @Test
    void a_password_then_a_code_of_the_app_or_a_recovery_code_each_only_once() throws Exception {
        try (RunningServer server = start(Map.of());
                Browser browser = Browser.open(chromium, origin())) {
            Page page = browser.page();
            password(page);
            page.navigate(origin() + "/account/app");
            String key = page.locator("#totp-key").innerText();
            type(page, "000000");
            assertThat(page.getByRole(AriaRole.ALERT).first()).containsText("not the code");
            String used = code(key, Instant.now());
            type(page, used);
            assertThat(page.locator("h1")).hasText("Recovery codes");
            String recovery = page.locator(".codes li").first().innerText();
            leave(page);

            password(page);
            assertThat(page.locator("h1")).hasText("Second step");
            page.navigate(origin() + "/feeds");
            assertThat(page.locator("h1")).hasText("Second step");
            type(page, used);
            assertThat(page.getByRole(AriaRole.ALERT).first()).containsText("used before");
            type(page, code(key, Instant.now().plusSeconds(30)));
            page.waitForURL(Pattern.compile(".*/feeds.*"));
            leave(page);

            password(page);
            type(page, recovery);
            page.waitForURL(Pattern.compile(".*(/|/overview)$"));
            leave(page);
            password(page);
            type(page, recovery);
            assertThat(page.getByRole(AriaRole.ALERT).first()).containsText("not right");
            Assertions.assertThat(browser.complaints()).isEmpty();
            Assertions.assertThat(kinds(server))
                    .contains("factor.added", "factor.recovery-code-used", "sign-in.done", "sign-in.refused");
        }
    }

    @Test
    void who_must_have_a_second_factor_sets_one_up_before_anything_else() throws Exception {
        try (RunningServer server = start(Map.of("people.second-factor", "required"));
                Browser browser = Browser.open(chromium, origin())) {
            Page page = browser.page();
            password(page);
            assertThat(page.locator("h1")).hasText("Set up a second factor");
            page.navigate(origin() + "/feeds");
            assertThat(page.locator("h1")).hasText("Set up a second factor");
            type(page, code(page.locator("#totp-key").innerText(), Instant.now()));
            page.getByText("I have kept them").click();
            page.navigate(origin() + "/account");
            press(page, "Remove the app");
            assertThat(page.getByRole(AriaRole.ALERT).first()).containsText("asks everybody for a second factor");
            Assertions.assertThat(kinds(server)).contains("factor.added").doesNotContain("factor.removed");
        }
    }

    @Test
    void a_passkey_signs_in_without_a_password_until_it_is_removed() throws Exception {
        try (RunningServer server = start(Map.of());
                Browser browser = Browser.open(chromium, origin())) {
            Page page = browser.page();
            virtualAuthenticator(page);
            password(page);
            page.navigate(origin() + "/account");
            page.getByLabel("Name of the new passkey").fill("The key on my ring");
            press(page, "Add a passkey");
            assertThat(page.getByText("The passkey is added.")).isVisible();
            assertThat(page.getByText("The key on my ring")).isVisible();
            leave(page);

            press(page, "Sign in with a passkey");
            page.waitForURL(Pattern.compile(".*(/|/overview)$"));
            leave(page);

            password(page);
            assertThat(page.locator("h1")).hasText("Second step");
            press(page, "Use a passkey");
            page.waitForURL(Pattern.compile(".*(/|/overview)$"));
            page.navigate(origin() + "/account");
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Remove the passkey The key on my ring"))
                    .click();
            assertThat(page.getByText("The passkey is removed.")).isVisible();
            leave(page);

            press(page, "Sign in with a passkey");
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("not one of this server's");
            Assertions.assertThat(kinds(server)).contains("factor.added", "factor.removed", "sign-in.done");
        }
    }

    private static void virtualAuthenticator(Page page) {
        CDPSession devTools = page.context().newCDPSession(page);
        devTools.send("WebAuthn.enable");
        JsonObject options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", true);
        options.addProperty("automaticPresenceSimulation", true);
        JsonObject parameters = new JsonObject();
        parameters.add("options", options);
        devTools.send("WebAuthn.addVirtualAuthenticator", parameters);
    }

    @Test
    void who_does_nothing_for_too_long_is_led_to_the_way_in_and_back_afterwards() throws Exception {
        try (RunningServer server = start(Map.of("session.idle", "10m"));
                Browser browser = Browser.open(chromium, origin())) {
            Page page = browser.page();
            Map<String, String> marks = new ConcurrentHashMap<>();
            page.onRequest(request -> marks.put(
                    URI.create(request.url()).getPath(), request.headers().getOrDefault("x-fettle-unattended", "")));
            password(page);
            page.navigate(origin() + "/feeds?of=here");
            // One deed, answered: another that is still underway would lengthen the session again below.
            page.waitForResponse(
                    Pattern.compile(".*/search/some.*"),
                    () -> page.locator("#find").fill("abcd"));
            Assertions.assertThat(marks).containsEntry("/scans/now", "1").containsEntry("/search/some", "");

            long last =
                    Instant.now().minus(Duration.ofMinutes(10)).plusSeconds(3).toEpochMilli();
            server.jdbc()
                    .sql("update spring_session set last_access_time = ?, expiry_time = ?")
                    .params(last, last + Duration.ofMinutes(10).toMillis())
                    .update();
            page.evaluate("""
                    () => {
                      document.body.insertAdjacentHTML("beforeend", '<p data-live="runs"></p>');
                      document.dispatchEvent(new Event("visibilitychange"));
                    }""");
            page.waitForURL(Pattern.compile(".*/sign-in$"));
            page.getByLabel("Name").fill("ada");
            page.getByLabel("Password").fill(RunningServer.PASSWORD);
            press(page, "Sign in");
            page.waitForURL(Pattern.compile(".*/feeds\\?of=here.*"));
        }
    }

    @Test
    void a_provider_vouches_for_people_whose_groups_have_roles_here() throws Exception {
        Optional<String> obstacle = OidcProvider.obstacle();
        assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
        int providerPort = FreePort.local();
        String configuration = """
                {"clients": [{"client_id": "fettle", "client_secret": "sesame",
                    "redirect_uris": ["%1$s/sign-in/back/provider"],
                    "post_logout_redirect_uris": ["%1$s/sign-in"]}],
                 "people": {"s-1": {"preferred_username": "ada", "groups": ["patchers", "others"]},
                    "s-2": {"preferred_username": "eve", "groups": ["others"]}}}""".formatted(origin());
        try (RunningServer server = start(provider("http://127.0.0.1:" + providerPort));
                Browser browser = Browser.open(chromium, origin())) {
            Page page = browser.page();
            page.navigate(origin() + "/sign-in");
            page.getByText("Sign in with Example Corp").click();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("does not answer as it should");
            try (OidcProvider _ = OidcProvider.start(configuration, providerPort)) {
                goToProvider(page);
                page.getByLabel("Subject").fill("s-1");
                press(page, "Go on");
                page.waitForURL(Pattern.compile(".*(/|/overview)$"));
                page.navigate(origin() + "/account");
                assertThat(page.locator(".facts")).containsText("ada-2");
                assertThat(page.locator(".facts")).containsText("operator@tag:web");
                assertThat(page.getByText("You sign in at Example Corp")).isVisible();
                press(page, "Sign out");
                press(page, "Yes, sign me out");
                assertThat(page.getByText("You are signed out.")).isVisible();
                page.navigate(origin() + "/sign-in/provider");
                assertThat(page.locator("h1")).hasText("Provider");
                page.getByLabel("Subject").fill("s-2");
                press(page, "Go on");
                assertThat(page.getByRole(AriaRole.ALERT)).containsText("none of your groups");
            }
            Assertions.assertThat(kinds(server)).contains("person.added", "person.roles-changed", "sign-in.refused");
            Assertions.assertThat(server.jdbc()
                            .sql("select count(*) as people from person where issuer is not null")
                            .query((row, _) -> row.getLong("people"))
                            .single())
                    .isEqualTo(1);
        }
    }

    private Map<String, String> provider(String issuer) throws IOException {
        Path secret = folder.resolve("secret");
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, "sesame\n");
        Map<String, String> options = new HashMap<>();
        options.put("public-url", origin());
        options.put("oidc.issuer", issuer);
        options.put("oidc.client-id", "fettle");
        options.put("oidc.client-secret-file", secret.toString());
        options.put("oidc.name", "Example Corp");
        options.put("oidc.scopes", "openid profile groups");
        options.put("oidc.roles", "patchers=operator@tag:web");
        return options;
    }

    /** The server asks again some seconds after it was refused. */
    private void goToProvider(Page page) {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        do {
            page.navigate(origin() + "/sign-in/provider");
            if (page.locator("h1").innerText().equals("Provider")) {
                return;
            }
            page.waitForTimeout(250);
        } while (Instant.now().isBefore(end));
        throw new AssertionError("The server did not find the provider: " + page.url());
    }

    private static List<String> kinds(RunningServer server) {
        return server.jdbc()
                .sql("select kind from audit_entry order by id")
                .query((row, _) -> row.getString("kind"))
                .list();
    }
}
