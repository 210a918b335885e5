package dev.fettle.server.demo;

import dev.fettle.server.hosts.DescribeHosts;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.hosts.RecordLook;
import dev.fettle.server.tasks.RecurringTasks;
import dev.fettle.server.tasks.Runs;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The fleet of a demonstration, where this is one. */
@Configuration(proxyBeanMethods = false)
class DemoConfiguration {
    @Bean
    RecurringTasks growDemo(
            Demo demo,
            Hosts hosts,
            RecordLook recordLook,
            DescribeHosts describeHosts,
            Runs runs,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new RecurringTasks(demo.begun()
                .map(day -> List.of(new GrowDemo(
                        day, hosts, recordLook, describeHosts, runs, new TransactionTemplate(transactions), clock)))
                .orElse(List.of()));
    }
}
