package dev.fettle.server.ssh;

import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.hosts.RecordLook;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.tasks.RecurringTasks;
import dev.fettle.server.tasks.Runs;
import dev.fettle.ssh.SshConnections;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The looks over SSH. */
@Configuration(proxyBeanMethods = false)
class SshConfiguration {

    @Bean
    SshKey sshKey(DataFolder data) throws FolderException {
        return SshKey.open(data);
    }

    @Bean
    SshConnections sshConnections(SshKey key, Settings settings) {
        return new SshConnections(key.identity(), settings.scan().perNetwork());
    }

    @Bean
    ScanOverSsh scanOverSsh(
            SshHosts hosts,
            SshHostStore store,
            SshConnections connections,
            RecordLook recordLook,
            Runs runs,
            Settings settings,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new ScanOverSsh(
                hosts,
                store,
                connections,
                recordLook,
                runs,
                settings.scan().every(),
                new TransactionTemplate(transactions),
                clock);
    }

    @Bean
    RecurringTasks sshScanTask(ScanOverSsh scan) {
        return new RecurringTasks(List.of(scan));
    }
}
