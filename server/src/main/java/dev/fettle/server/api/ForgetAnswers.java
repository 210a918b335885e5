package dev.fettle.server.api;

import dev.fettle.server.tasks.Recurring;
import dev.fettle.server.tasks.RecurringTasks;
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
        return new RecurringTasks(List.of(new Forget(answers, clock)));
    }

    private record Forget(AnswerStore answers, Clock clock) implements Recurring {
        @Override
        public String name() {
            return "forget old answers";
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
            answers.forget(clock.instant().minus(OnceFilter.KEPT));
            return Outcome.DONE;
        }
    }
}
