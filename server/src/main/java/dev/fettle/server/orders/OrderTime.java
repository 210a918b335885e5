package dev.fettle.server.orders;

import dev.fettle.server.tasks.RecurringTasks;
import dev.fettle.server.tasks.Routine;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Orders expire and become overdue while nobody asks for them. */
@Configuration(proxyBeanMethods = false)
class OrderTime {
    @Bean
    RecurringTasks ordersTask(Dispatch dispatch) {
        return new RecurringTasks(
                List.of(new Routine("time of orders", Duration.ofMinutes(1), true, () -> pass(dispatch))));
    }

    private static void pass(Dispatch dispatch) {
        int moved = dispatch.passTime();
        while (moved > 0 && !Thread.currentThread().isInterrupted()) {
            moved = dispatch.passTime();
        }
    }
}
