package dev.fettle.server.people;

import dev.fettle.server.access.UnattendedRequests;
import dev.fettle.server.api.OwnRate;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.operations.MetricsToken;
import dev.fettle.server.web.ContentPolicy;
import jakarta.servlet.DispatcherType;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.savedrequest.CookieRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;

/** Who may see what: everything is closed but what stands here. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    private static final String PERMISSIONS =
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";

    /** Metrics are for a program that holds the token of the data folder; it has no session. */
    @Bean
    @Order(1)
    SecurityFilterChain metricsSecurity(HttpSecurity http, MetricsToken token) {
        return http.securityMatcher("/metrics")
                .authorizeHttpRequests(requests -> requests.anyRequest()
                        .access((_, context) -> new AuthorizationDecision(
                                token.isIn(context.getRequest().getHeader("Authorization")))))
                .exceptionHandling(faults -> faults.authenticationEntryPoint((_, response, _) -> {
                    response.setHeader("WWW-Authenticate", "Bearer");
                    response.sendError(401, "Send the token of metrics.token in the data folder as bearer token.");
                }))
                .sessionManagement(sessions -> sessions.disable())
                .securityContext(context -> context.securityContextRepository(new NullSecurityContextRepository()))
                .requestCache(cache -> cache.disable())
                .csrf(csrf -> csrf.disable())
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain pageSecurity(
            HttpSecurity http,
            PageAuthorization pages,
            CsrfTokenRepository csrfTokens,
            Cookies cookies,
            RequestCache wanted,
            SignInBrake brake,
            BrowserMark marks,
            PasswordEntrance entrance,
            SignInTrail trail,
            Refused refused,
            PasskeyFilters passkeys,
            ProviderSignIn provider,
            ProviderSignOut providersEnd) {
        provider.configure(http);
        passkeys.configure(http);
        return http.authenticationProvider(new BrakeProvider(brake))
                // The end of a stream comes by as ASYNC; that it may be read was decided when it began.
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                                .permitAll()
                                .requestMatchers("/favicon.ico")
                                .permitAll()
                                .anyRequest()
                                .access(pages))
                .formLogin(form -> form.loginPage("/sign-in")
                        .authenticationDetailsSource(marks::details)
                        .successHandler(entrance)
                        .failureHandler(entrance))
                .logout(out -> out.logoutUrl("/sign-out")
                        .addLogoutHandler((request, _, who) -> {
                            if (who != null && who.getPrincipal() instanceof SignedPerson person) {
                                trail.left(person.name(), request);
                            }
                        })
                        .addLogoutHandler(providersEnd)
                        .logoutSuccessHandler(providersEnd))
                .exceptionHandling(faults -> faults.accessDeniedHandler(refused))
                .requestCache(cache -> cache.requestCache(wanted))
                .csrf(csrf -> csrf.csrfTokenRepository(csrfTokens))
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives(ContentPolicy.OF_PAGES))
                        // A proxy that does TLS passes requests on without.
                        .httpStrictTransportSecurity(hsts -> hsts.requestMatcher(_ -> cookies.overTls()))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicyHeaderWriter.ReferrerPolicy.NO_REFERRER))
                        .permissionsPolicyHeader(policy -> policy.policy(PERMISSIONS)))
                .build();
    }

    /** Where somebody wanted to go before signing in, in a cookie too; pages only, not what scripts ask for. */
    @Bean
    RequestCache wantedPage(Cookies cookies, UnattendedRequests unattended) {
        CookieRequestCache wanted = new CookieRequestCache();
        wanted.setCookieCustomizer(cookie -> {
            cookie.setAttribute("SameSite", "Lax");
            cookie.setSecure(cookies.overTls());
        });
        wanted.setRequestMatcher(request -> "GET".equals(request.getMethod())
                && request.getHeader("X-Requested-With") == null
                && !unattended.is(request));
        return wanted;
    }

    @Bean
    SealedSecrets sealedSecrets(DataFolder data) throws FolderException {
        return SealedSecrets.of(data);
    }

    /** In a cookie, so that who is not signed in costs no session. */
    @Bean
    CsrfTokenRepository csrfTokens(Cookies cookies) {
        CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName(cookies.named("fettle-csrf"));
        tokens.setCookieCustomizer(cookie -> cookie.sameSite("Lax").secure(cookies.overTls()));
        return tokens;
    }

    /** Argon2id with 19 MiB and 2 rounds, the least that OWASP's Password Storage Cheat Sheet recommends. */
    @Bean
    PasswordEncoder passwords(Askers askers) {
        return new FewAtOnce(argon2id(), askers::now, FewAtOnce.Limits.USUAL);
    }

    static PasswordEncoder argon2id() {
        return new DelegatingPasswordEncoder(
                "argon2id", Map.of("argon2id", new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2)));
    }

    @Bean
    OwnRate deviceQuestions() {
        return new OwnRate(DeviceApi.TOKEN);
    }

    /** Observing each filter of each request costs more than the filters. */
    @Bean
    SecurityObservationSettings observations() {
        return SecurityObservationSettings.noObservations();
    }
}
