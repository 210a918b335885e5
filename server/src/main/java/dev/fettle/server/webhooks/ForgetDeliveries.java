package dev.fettle.server.webhooks;

import dev.fettle.server.tasks.RecurringTasks;
import dev.fettle.server.tasks.Routine;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Forgets what webhooks were told long ago. */
@Configuration(proxyBeanMethods = false)
class ForgetDeliveries {
    private static final Duration KEPT = Duration.ofDays(30);

    @Bean
    RecurringTasks deliveriesTask(OutboxStore outbox, Clock clock) {
        return new RecurringTasks(List.of(Routine.forgetting(
                "forget old messages to webhooks",
                Duration.ofHours(1),
                () -> outbox.forget(clock.instant().minus(KEPT)))));
    }
}
