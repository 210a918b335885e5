package dev.fettle.server.builds;

import dev.fettle.server.tasks.RecurringTasks;
import dev.fettle.server.tasks.Routine;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The files of approved changes are gathered while nobody asks for them. */
@Configuration(proxyBeanMethods = false)
class BuildsConfiguration {
    @Bean
    RecurringTasks buildsTask(KeepBuilds keep) {
        return new RecurringTasks(
                List.of(new Routine("builds of changes", Duration.ofSeconds(20), /* atStart= */ true, keep::run)));
    }
}
