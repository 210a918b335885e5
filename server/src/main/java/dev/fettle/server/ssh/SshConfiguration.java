package dev.fettle.server.ssh;

import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.hosts.RecordLook;
import dev.fettle.server.orders.OrderSigning;
import dev.fettle.server.orders.VisitDesk;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.tasks.RecurringTasks;
import dev.fettle.server.tasks.Runs;
import dev.fettle.server.tasks.Tasks;
import dev.fettle.ssh.SshConnections;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The looks and visits over SSH. */
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
    SshPrograms sshPrograms(DataFolder data, OrderSigning signing, Clock clock) throws FolderException {
        return new SshPrograms(data, signing, clock);
    }

    @Bean
    SshSetup sshSetup(OrderSigning signing, Settings settings) {
        return new SshSetup(
                signing,
                settings.publicUrl()
                        .map(Object::toString)
                        .orElseGet(() -> settings.listen().address().getHostAddress() + ":"
                                + settings.listen().port()));
    }

    @Bean
    VisitHosts visitHosts(
            SshHosts hosts,
            SshHostStore store,
            SshConnections connections,
            SshPrograms programs,
            VisitDesk desk,
            ScanOverSsh scan,
            ObjectProvider<Tasks> tasks,
            Clock clock) {
        return new VisitHosts(hosts, store, connections, programs, desk, scan, tasks, clock);
    }

    @Bean
    RecurringTasks sshTasks(ScanOverSsh scan, VisitHosts visits) {
        return new RecurringTasks(List.of(scan, visits));
    }
}
