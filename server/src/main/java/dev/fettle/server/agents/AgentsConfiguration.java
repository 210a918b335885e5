package dev.fettle.server.agents;

import dev.fettle.server.tasks.RecurringTasks;
import dev.fettle.server.tasks.Routine;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What recurs about agents. */
@Configuration(proxyBeanMethods = false)
class AgentsConfiguration {
    private static final Duration EVERY = Duration.ofDays(1);

    @Bean
    RecurringTasks forgetEnrolmentTokens(EnrolmentTokenStore tokens, Clock clock) {
        return new RecurringTasks(List.of(Routine.forgetting(
                "forget enrolment tokens",
                EVERY,
                () -> tokens.forget(clock.instant().minus(EVERY)))));
    }
}
