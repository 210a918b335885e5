package dev.fettle.server.people;

import dev.fettle.server.settings.Settings;
import dev.fettle.server.tasks.Recurring;
import dev.fettle.server.tasks.RecurringTasks;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.jdbc.config.annotation.web.http.EnableJdbcHttpSession;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;

/** Sessions lie in the database: a restart ends none of them. */
@Configuration(proxyBeanMethods = false)
@EnableJdbcHttpSession(cleanupCron = "-") // see below
class SessionConfiguration {
    @Bean
    SessionRepositoryCustomizer<JdbcIndexedSessionRepository> idleTime(Settings settings) {
        return sessions ->
                sessions.setDefaultMaxInactiveInterval(settings.session().idle());
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
        return new RecurringTasks(List.of(new Forget(sessions, brake)));
    }

    /** Deletes sessions that nobody has used for too long, and tries that count no more. */
    private record Forget(JdbcIndexedSessionRepository sessions, SignInBrake brake) implements Recurring {
        @Override
        public String name() {
            return "forget old sessions";
        }

        @Override
        public Duration every() {
            return Duration.ofHours(1);
        }

        @Override
        public boolean atStart() {
            return false;
        }

        @Override
        public Outcome run() {
            sessions.cleanUpExpiredSessions();
            brake.tidy();
            return Outcome.DONE;
        }
    }
}
