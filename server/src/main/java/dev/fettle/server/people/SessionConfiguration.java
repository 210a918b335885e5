package dev.fettle.server.people;

import dev.fettle.server.settings.Settings;
import dev.fettle.server.tasks.RecurringTasks;
import dev.fettle.server.tasks.Routine;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.jdbc.config.annotation.web.http.EnableJdbcHttpSession;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;

/** Sessions lie in the database: a restart ends none of them. They last from what somebody does to what somebody does. */
@Configuration(proxyBeanMethods = false)
@EnableJdbcHttpSession(cleanupCron = "-") // see below
class SessionConfiguration {
    @Bean
    SessionRepositoryCustomizer<JdbcIndexedSessionRepository> idleTime(Settings settings) {
        return sessions ->
                sessions.setDefaultMaxInactiveInterval(settings.session().idle());
    }

    @Bean
    @Primary
    FindByIndexNameSessionRepository<? extends Session> deedSessions(JdbcIndexedSessionRepository sessions) {
        return new DeedSessions<>(sessions, DeedFilter::asked);
    }

    @Bean
    CookieSerializer sessionCookie(Cookies cookies) {
        DefaultCookieSerializer cookie = new DefaultCookieSerializer();
        cookie.setCookieName(cookies.named("fettle"));
        cookie.setSameSite("Lax");
        cookie.setUseHttpOnlyCookie(true);
        cookie.setUseSecureCookie(cookies.overTls());
        return cookie;
    }

    @Bean
    RecurringTasks sessionTask(JdbcIndexedSessionRepository sessions, SignInBrake brake) {
        return new RecurringTasks(List.of(
                Routine.forgetting("forget old sessions", Duration.ofHours(1), sessions::cleanUpExpiredSessions),
                Routine.forgetting("forget old tries", SignInBrake.BETWEEN_TIDYINGS, brake::tidy)));
    }
}
