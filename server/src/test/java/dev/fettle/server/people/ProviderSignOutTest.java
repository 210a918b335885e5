package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProviderSignOutTest {
    private static String address(String token) {
        return ProviderSignOut.address("https://p.example/end?x=1", "fettle", "https://f.example/sign-in", token);
    }

    @Test
    void the_provider_learns_whose_session_ends_if_that_goes_into_an_address() {
        assertThat(address("a.b+c"))
                .isEqualTo("https://p.example/end?x=1&id_token_hint=a.b%2Bc&client_id=fettle"
                        + "&post_logout_redirect_uri=https%3A%2F%2Ff.example%2Fsign-in&state=out");
        assertThat(address("x".repeat(2_000))).contains("id_token_hint");
    }

    @Test
    void a_token_with_many_groups_is_left_out() {
        assertThat(address("x".repeat(2_001)))
                .isEqualTo("https://p.example/end?x=1&client_id=fettle"
                        + "&post_logout_redirect_uri=https%3A%2F%2Ff.example%2Fsign-in&state=out");
    }
}
