package dev.fettle.server.web;

import dev.fettle.server.people.ApiTokens;
import dev.fettle.server.people.ConfirmPages;
import dev.fettle.server.people.DevicePages;
import dev.fettle.server.people.OneTimeLinks;
import dev.fettle.server.people.OwnAccount;
import dev.fettle.server.people.Passkey;
import dev.fettle.server.people.PeoplePages;
import dev.fettle.server.people.Person;
import dev.fettle.server.people.ProviderSignOut;
import dev.fettle.server.people.QrPicture;
import dev.fettle.server.people.SecondFactors;
import dev.fettle.server.people.SecondStepPages;
import dev.fettle.server.people.Sessions;
import dev.fettle.server.people.SignInPages;
import dev.fettle.server.people.TokenPages;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Models for the pages of signing in and of people. */
final class SamplePeople {
    /** The one link that leads elsewhere, which nobody fetches. */
    static final String PROVIDERS_END = "https://login.example.org/end?id_token_hint=a.b.c";

    private static final String ORIGIN = "https://fettle.example.org";
    private static final Instant NOW = SamplePages.NOW;

    /** What stands wherever somebody may write anything. */
    private final String text;

    SamplePeople(String text) {
        this.text = text;
    }

    Map<String, SamplePages.Sample> all() {
        Map<String, SamplePages.Sample> all = new LinkedHashMap<>();
        outside(all);
        account(all);
        people(all);
        return all;
    }

    private void outside(Map<String, SamplePages.Sample> all) {
        add(all, "sign-in", "/sign-in", "people/sign-in", new SignInPages.SignIn(true, 0, false, text, "", ORIGIN));
        add(all, "signed-out", "/sign-in", "people/sign-in", new SignInPages.SignIn(false, 0, true, "", "", ""));
        add(
                all,
                "signed-out-there",
                "/sign-out",
                "people/signed-out",
                new ProviderSignOut.SignedOut(text, PROVIDERS_END));
        add(all, "refused", "/sign-in", "people/sign-in", new SignInPages.SignIn(false, 0, false, text, text, ORIGIN));
        add(all, "code", "/sign-in/code", "people/code", new SecondStepPages.Code("ada" + text, true, ORIGIN, text));
        add(all, "no-code", "/sign-in/code", "people/code", new SecondStepPages.Code("ada" + text, false, "", ""));
        add(all, "must-set-up", "/sign-in/set-up", "people/set-up", setUp("/sign-in/set-up"));
        add(all, "codes-first", "/sign-in/set-up", "people/codes", codes());
        add(
                all,
                "set-password",
                "/set-password",
                "people/set-password",
                new SignInPages.SetPassword(text, "The password is too short.", 12));
    }

    private static SecondStepPages.SetUp setUp(String action) {
        return new SecondStepPages.SetUp(
                action,
                new SecondFactors.Setup("JBSW Y3DP EHPK 3PXP", new QrPicture(29, "M4,4h1v1h-1z")),
                "This is not the code that the app shows now.");
    }

    private static SecondStepPages.Codes codes() {
        return new SecondStepPages.Codes(List.of("aaaa-bbbb-cccc-dddd", "eeee-ffff-gggg-hhhh"), "/");
    }

    private Person person(boolean local, boolean totp, int passkeys, boolean disabled) {
        return new Person(
                7,
                "ada" + text,
                local ? Optional.of("{argon2id}…") : Optional.empty(),
                local ? Optional.empty() : Optional.of("https://login.example.org"),
                disabled ? Optional.of(NOW) : Optional.empty(),
                Optional.of(NOW.minusSeconds(90)),
                NOW.minus(Duration.ofDays(3)),
                4,
                new Person.Factors(totp, passkeys, totp ? 9 : 0));
    }

    private OwnAccount.Account account(Person person, boolean recent, String obstacle) {
        return new OwnAccount.Account(
                person,
                List.of("operator@tag:" + text, "viewer"),
                recent ? "" : text,
                recent,
                false,
                person.isLocal() ? "" : text,
                person.factors().passkeys() == 0
                        ? List.of()
                        : List.of(new Passkey("AAAA", text, NOW.minus(Duration.ofDays(2)), NOW)),
                obstacle,
                ORIGIN,
                List.of(
                        new Sessions.Row("aa", NOW.minus(Duration.ofHours(3)), NOW, "192.0.2.7", text, true),
                        new Sessions.Row("bb", NOW.minus(Duration.ofHours(9)), NOW, "192.0.2.8", text, false)),
                12,
                recent ? "The passkey is removed." : "",
                recent ? "" : text);
    }

    private ApiTokens.Row token(boolean revoked, Duration left) {
        return new ApiTokens.Row(
                3,
                7,
                "ada" + text,
                "backup " + text,
                "x9Zq",
                NOW.minus(Duration.ofDays(2)),
                NOW.plus(left),
                revoked ? Optional.of(NOW) : Optional.empty(),
                revoked ? Optional.empty() : Optional.of(NOW),
                "192.0.2.9");
    }

    private List<TokenPages.Shown> tokens() {
        return List.of(
                new TokenPages.Shown(token(false, Duration.ofDays(9)), "viewer@tag:" + text),
                new TokenPages.Shown(token(true, Duration.ofDays(9)), "viewer"),
                new TokenPages.Shown(token(false, Duration.ofDays(-1)), "viewer"));
    }

    private void account(Map<String, SamplePages.Sample> all) {
        add(all, "account", "/account", "account/account", account(person(true, true, 1, false), true, ""));
        add(all, "account-old", "/account", "account/account", account(person(true, false, 0, false), false, text));
        add(all, "account-away", "/account", "account/account", account(person(false, false, 0, false), true, ""));
        add(all, "app", "/account/app", "account/set-up", setUp("/account/app"));
        add(all, "recovery-codes", "/account/app", "account/codes", codes());
        add(all, "confirm", "/confirm", "account/confirm", new ConfirmPages.Confirm(true, ORIGIN, "", text));
        add(all, "confirm-away", "/confirm", "account/confirm", new ConfirmPages.Confirm(false, "", text, ""));
        add(
                all,
                "tokens",
                "/account/tokens",
                "account/tokens",
                new TokenPages.Own(tokens(), List.of("viewer", "operator@tag:" + text), true, text, "", text));
        add(
                all,
                "tokens-none",
                "/account/tokens",
                "account/tokens",
                new TokenPages.Own(List.of(), List.of("viewer"), false, "", "The token is revoked.", ""));
        List<String> roles = List.of("viewer", "operator@tag:" + text);
        add(
                all,
                "device",
                "/account/device",
                "account/device",
                new DevicePages.Device("BCDF-GHJK", text, text, roles, true, "", ""));
        add(
                all,
                "device-code",
                "/account/device",
                "account/device",
                new DevicePages.Device(text, null, "", roles, false, text, text));
        add(all, "token", "/account/tokens", "account/token", new TokenPages.Made(text, "fettle_abc", NOW));
    }

    private void people(Map<String, SamplePages.Sample> all) {
        List<PeoplePages.Row> rows = List.of(
                new PeoplePages.Row(person(true, true, 2, false), List.of("administrator")),
                new PeoplePages.Row(person(false, false, 0, true), List.of()));
        List<String> roles = List.of("viewer", "operator");
        add(
                all,
                "people",
                "/settings/people",
                "persons/list",
                new PeoplePages.Everybody(rows, true, true, roles, text, text));
        add(
                all,
                "people-seen",
                "/settings/people",
                "persons/list",
                new PeoplePages.Everybody(rows, false, false, roles, "", ""));
        add(all, "person", "/settings/people/7", "persons/one", one(person(true, true, 1, false), true));
        add(all, "person-disabled", "/settings/people/7", "persons/one", one(person(true, false, 0, true), true));
        add(all, "person-old", "/settings/people/7", "persons/one", one(person(false, false, 0, false), false));
        add(
                all,
                "link",
                "/settings/people",
                "persons/link",
                new PeoplePages.Linked(
                        person(true, false, 0, false), new OneTimeLinks.Link(ORIGIN + "/set-password#code=abc", NOW)));
        add(
                all,
                "all-tokens",
                "/settings/people/tokens",
                "persons/tokens",
                new TokenPages.All(tokens(), true, "The token is revoked."));
        add(
                all,
                "all-tokens-none",
                "/settings/people/tokens",
                "persons/tokens",
                new TokenPages.All(List.of(), false, ""));
    }

    private PeoplePages.One one(Person person, boolean recent) {
        return new PeoplePages.One(
                person,
                recent ? List.of("operator@tag:" + text) : List.of(),
                true,
                recent,
                false,
                List.of("viewer", "operator"),
                "The roles are changed; that holds at once.",
                text);
    }

    private static void add(
            Map<String, SamplePages.Sample> all, String name, String path, String template, Object page) {
        all.put(name, new SamplePages.Sample(path, template, page));
    }
}
