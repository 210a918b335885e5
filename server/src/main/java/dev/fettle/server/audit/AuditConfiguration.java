package dev.fettle.server.audit;

import dev.fettle.server.digest.KeyedSum;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.tasks.RecurringTasks;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the audit keeps what must not be in the database. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {
    private static final String SETTINGS_KEY = "settings.key";

    @Bean
    KeyFolder keyFolder(DataFolder data) throws FolderException {
        return KeyFolder.of(data);
    }

    /** With a key that backups leave out: whoever has only the database learns nothing of secrets from their sums. */
    @Bean
    SettingsInForce settingsInForce(DataFolder data) throws FolderException {
        return new SettingsInForce(new KeyedSum(data.secret(SETTINGS_KEY)));
    }

    /** Wrapped, for Spring makes one list of all beans of a type. */
    record Deliveries(List<SendCheckpoints> tasks) {}

    @Bean
    Deliveries deliveries(Settings settings, ChainStore chain, DeliveryStore deliveries, Clock clock) {
        Settings.Checkpoints wanted = settings.checkpoints();
        List<CheckpointTarget> targets = new ArrayList<>();
        wanted.file().map(FileTarget::new).ifPresent(targets::add);
        wanted.webhook().map(webhook -> new WebhookTarget(webhook, clock)).ifPresent(targets::add);
        wanted.mail().map(MailTarget::new).ifPresent(targets::add);
        return new Deliveries(targets.stream()
                .map(target -> new SendCheckpoints(target, chain, deliveries, clock))
                .toList());
    }

    @Bean
    RecurringTasks checkpointDeliveries(Deliveries deliveries) {
        return new RecurringTasks(deliveries.tasks());
    }
}
