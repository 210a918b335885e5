package dev.fettle.server.api;

import dev.fettle.server.tasks.RecurringTasks;
import dev.fettle.server.tasks.Routine;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Forgets answers that are no longer promised. */
@Configuration(proxyBeanMethods = false)
class ForgetAnswers {
    @Bean
    RecurringTasks answersTask(AnswerStore answers, Clock clock) {
        return new RecurringTasks(List.of(Routine.forgetting(
                "forget old answers",
                Duration.ofHours(1),
                () -> answers.forget(clock.instant().minus(OnceFilter.KEPT)))));
    }
}
