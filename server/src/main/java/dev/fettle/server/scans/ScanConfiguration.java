package dev.fettle.server.scans;

import dev.fettle.server.audit.Audit;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostTie;
import dev.fettle.server.hosts.RecordLook;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.tasks.RecurringTasks;
import dev.fettle.server.tasks.Runs;
import dev.fettle.server.tasks.Tasks;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The look at this machine, if the settings want it. */
@Configuration(proxyBeanMethods = false)
class ScanConfiguration {
    /** Wrapped, for it may be absent. */
    record Planned(Optional<ScanThisMachine> scan) {}

    @Bean
    Planned plannedScan(
            Settings settings,
            DataFolder data,
            Runs runs,
            RecordLook recordLook,
            Audit audit,
            PlatformTransactionManager transactions,
            Clock clock) {
        if (!settings.scan().thisMachine()) {
            return new Planned(Optional.empty());
        }
        ThisMachine machine =
                new LocalMachine(data.resolve("apt"), settings.scan().changelogs(), clock);
        return new Planned(Optional.of(new ScanThisMachine(
                machine,
                settings.scan().every(),
                runs,
                recordLook,
                audit,
                new TransactionTemplate(transactions),
                clock)));
    }

    /** This machine would be there again with its next look. */
    @Bean
    HostTie scannedHost(Planned planned) {
        return new HostTie() {
            @Override
            public Optional<String> keeps(Host host) {
                return planned.scan()
                        .filter(scan -> scan.about().equals(host.machine().value()))
                        .map(_ -> host.name() + " is the machine on which this server runs, and is looked at by it. Set"
                                + " scan.this-machine to false and start the server again first.");
            }
        };
    }

    @Bean
    RecurringTasks scanTask(Planned planned) {
        return new RecurringTasks(planned.scan().map(List::of).orElse(List.of()));
    }

    @Bean
    Scans scans(Planned planned, Runs runs, Tasks tasks) {
        return new Scans(planned.scan(), runs, tasks);
    }
}
