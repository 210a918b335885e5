package dev.fettle.server.access;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfTokenRepository;

/** The way into the API: by a token, or by the session of a page, which has to prove that it is one. */
@Configuration(proxyBeanMethods = false)
class ApiSecurity {
    @Bean
    @Order(1)
    SecurityFilterChain apiRoutes(
            HttpSecurity http,
            RouteAuthorization routes,
            CsrfTokenRepository csrfTokens,
            ObjectProvider<BearerTokens> tokens,
            ApiRefusals refused) {
        tokens.ifAvailable(
                known -> http.addFilterBefore(new BearerFilter(known, refused.unauthenticated()), CsrfFilter.class));
        return http.securityMatcher(ApiSecurity::isApi)
                .authorizeHttpRequests(requests -> requests.anyRequest().access(routes))
                .exceptionHandling(faults -> faults.authenticationEntryPoint(refused.unauthenticated())
                        .accessDeniedHandler(refused.denied()))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.NEVER))
                .requestCache(AbstractHttpConfigurer::disable)
                .csrf(csrf -> csrf.csrfTokenRepository(csrfTokens)
                        .ignoringRequestMatchers(BearerFilter::hasToken, ApiSecurity::isStrangers))
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }

    /** Programs that have neither session nor token yet, and so nothing that another site could misuse. */
    private static boolean isStrangers(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/api/v1/device-authorizations");
    }

    /** The description is a page for people, who are sent to sign in. */
    private static boolean isApi(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.startsWith("/api/") && !path.equals("/api/docs") && !path.startsWith("/api/docs/");
    }
}
