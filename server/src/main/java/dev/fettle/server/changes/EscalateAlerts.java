package dev.fettle.server.changes;

import dev.fettle.server.tasks.RecurringTasks;
import dev.fettle.server.tasks.Routine;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Looks for alerts that are to be told again, and for approvals that did not come. */
@Configuration(proxyBeanMethods = false)
class EscalateAlerts {
    private static final Duration EVERY = Duration.ofSeconds(20);

    @Bean
    RecurringTasks alertsTask(Alerts alerts, OwedApprovals owed) {
        return new RecurringTasks(List.of(
                new Routine("tell again of emergency changes", EVERY, /* atStart= */ true, alerts::escalate),
                new Routine("tell of approvals that did not come", EVERY, /* atStart= */ true, owed::tell)));
    }
}
