package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One-time codes, recovery codes, tokens, and what keeps them. */
final class SecretsOfPeopleTest {
    private static final byte[] RFC_SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private final SecureRandom random = new SecureRandom();

    /** The last six digits of the eight in RFC 6238, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void codes_are_those_of_the_rfc(long second, String code) {
        assertThat(TotpCodes.code(RFC_SECRET, Instant.ofEpochSecond(second))).isEqualTo(code);
    }

    @Test
    void a_code_is_good_half_a_minute_early_or_late_and_not_after_a_later_one_was_used() {
        String code = TotpCodes.code(RFC_SECRET, NOON);
        long step = NOON.getEpochSecond() / 30;

        assertThat(TotpCodes.step(RFC_SECRET, code, NOON.plusSeconds(30), -1)).hasValue(step);
        assertThat(TotpCodes.step(RFC_SECRET, code, NOON.minusSeconds(30), -1)).hasValue(step);
        assertThat(TotpCodes.step(RFC_SECRET, code.substring(0, 3) + " " + code.substring(3), NOON, -1))
                .hasValue(step);
        assertThat(TotpCodes.step(RFC_SECRET, code, NOON.plusSeconds(60), -1)).isEmpty();
        assertThat(TotpCodes.step(RFC_SECRET, code, NOON.minusSeconds(60), -1)).isEmpty();
        assertThat(TotpCodes.step(RFC_SECRET, code, NOON, step)).isEmpty();
        assertThat(TotpCodes.step(RFC_SECRET, "", NOON, -1)).isEmpty();
    }

    @Test
    void apps_are_told_whose_code_it_is_whatever_the_name() {
        assertThat(TotpCodes.uri(RFC_SECRET, "a/d?a&b", "fettle.example.org"))
                .isEqualTo("otpauth://totp/Fettle%20fettle.example.org%3Aa%2Fd%3Fa%26b"
                        + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Fettle%20fettle.example.org");
        assertThat(QrPicture.of("otpauth://totp/x").path()).startsWith("M4,4h1v1h-1z");
    }

    @Test
    void recovery_codes_differ_and_are_read_however_they_are_typed() {
        List<String> codes = RecoveryCodes.fresh(random);

        assertThat(codes)
                .hasSize(10)
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("([a-z2-7]{4}-){3}[a-z2-7]{4}"));
        assertThat(codes).allMatch(RecoveryCodes::isOne);
        assertThat(RecoveryCodes.isOne("123456")).isFalse();
        String typed = codes.getFirst().toUpperCase(Locale.ROOT).replace("-", " ");
        assertThat(RecoveryCodes.digest(typed)).isEqualTo(RecoveryCodes.digest(codes.getFirst()));
    }

    @Test
    void tokens_have_a_form_that_scanners_find_and_a_check_sum_that_tells_them_from_others() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String token = TokenText.fresh(random).reveal();
            assertThat(token).matches("fettle_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}");
            assertThat(TokenText.of(token)).isPresent();
            assertThat(TokenText.of(
                            token.substring(0, 10) + (token.charAt(10) == 'A' ? 'B' : 'A') + token.substring(11)))
                    .isEmpty();
            assertThat(seen.add(token)).isTrue();
        }
        TokenText token = TokenText.fresh(random);
        assertThat(token.toString()).doesNotContain(token.reveal().substring(7, 40));
        assertThat(TokenText.of("")).isEmpty();
    }

    @Test
    void what_is_sealed_opens_with_the_same_key_for_the_same_purpose_alone() {
        SealedSecrets seals = new SealedSecrets(key());
        byte[] sealed = seals.seal(RFC_SECRET, "totp of 1");

        assertThat(seals.open(sealed, "totp of 1"))
                .hasValueSatisfying(open -> assertThat(open).isEqualTo(RFC_SECRET));
        assertThat(seals.open(sealed, "totp of 2")).isEmpty();
        assertThat(new SealedSecrets(key()).open(sealed, "totp of 1")).isEmpty();
        sealed[sealed.length - 1] ^= 1;
        assertThat(seals.open(sealed, "totp of 1")).isEmpty();
        assertThat(seals.open(new byte[3], "totp of 1")).isEmpty();
    }

    private String key() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Test
    void groups_of_a_provider_become_the_roles_that_the_settings_say() {
        ProviderRoles roles = ProviderRoles.parse(List.of("web=operator@tag:web", "all=viewer", "cn=x,dc=y=auditor"));

        assertThat(GrantText.of(roles.of(List.of("all", "web", "none")))).isEqualTo("operator@tag:web, viewer");
        assertThat(GrantText.of(roles.of(List.of("cn=x,dc=y")))).isEqualTo("auditor");
        assertThat(roles.of(List.of("Web"))).isEmpty();
    }
}
