package dev.fettle.server.orders;

import dev.fettle.server.tasks.Recurring;
import dev.fettle.server.tasks.RecurringTasks;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Orders expire and become overdue while nobody asks for them. */
@Configuration(proxyBeanMethods = false)
class OrderTime {
    @Bean
    RecurringTasks ordersTask(Dispatch dispatch) {
        return new RecurringTasks(List.of(new Passing(dispatch)));
    }

    private record Passing(Dispatch dispatch) implements Recurring {
        @Override
        public String name() {
            return "time of orders";
        }

        @Override
        public Duration every() {
            return Duration.ofMinutes(1);
        }

        @Override
        public boolean atStart() {
            return true;
        }

        @Override
        public Outcome run() {
            int moved = dispatch.passTime();
            while (moved > 0 && !Thread.currentThread().isInterrupted()) {
                moved = dispatch.passTime();
            }
            return Outcome.DONE;
        }
    }
}
