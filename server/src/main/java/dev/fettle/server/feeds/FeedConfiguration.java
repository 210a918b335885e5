package dev.fettle.server.feeds;

import dev.fettle.server.audit.Audit;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.tasks.RecurringTasks;
import dev.fettle.server.tasks.Runs;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A task for each source of the settings. */
@Configuration(proxyBeanMethods = false)
class FeedConfiguration {
    @Bean
    FeedTasks feedTasks(
            Settings settings,
            DataFolder data,
            Runs runs,
            FeedStatusStore statuses,
            PlatformTransactionManager transactions,
            Audit audit,
            Clock clock) {
        Path folder = data.resolve("feeds");
        Duration every = settings.feeds().every();
        List<String> locations = settings.feeds().sources();
        CatalogInForce catalog = new CatalogInForce(folder, locations, clock);
        TransactionTemplate transaction = new TransactionTemplate(transactions);
        List<RefreshFeed> tasks = locations.stream()
                .map(location -> new RefreshFeed(
                        new FeedSource(location), folder, every, runs, statuses, transaction, catalog, audit, clock))
                .toList();
        return new FeedTasks(tasks, every, catalog);
    }

    @Bean
    RecurringTasks feedRefreshes(FeedTasks feeds) {
        return new RecurringTasks(feeds.tasks());
    }
}
