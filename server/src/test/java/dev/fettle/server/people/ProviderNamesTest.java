package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;

final class ProviderNamesTest {
    @ParameterizedTest
    @CsvSource({"ada, ada", "4711, person-4711", "4711a, 4711a", "_@-, person", "Ada Lovelace, Ada-Lovelace"})
    void a_name_of_the_provider_becomes_one_that_is_good_here_and_no_number(String there, String here) {
        Instant now = Instant.parse("2026-11-20T12:00:00Z");
        OidcIdToken token = new OidcIdToken(
                "token", now, now.plusSeconds(60), Map.of("sub", "subject", "preferred_username", there));
        assertThat(ProviderPeople.nameOf("subject", new DefaultOidcUser(List.of(), token)))
                .isEqualTo(here);
    }
}
