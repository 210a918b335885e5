package dev.fettle.server.audit;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.database.Storable;
import dev.fettle.server.settings.Settings;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Notes at each start which settings differ from those of the start before. Secrets are never noted. */
@Component
final class NoteSettings implements ApplicationRunner {
    private final Settings settings;
    private final SettingsInForce told;
    private final SettingsStore store;
    private final Audit audit;
    private final TransactionTemplate transaction;

    NoteSettings(
            Settings settings,
            SettingsInForce told,
            SettingsStore store,
            Audit audit,
            PlatformTransactionManager transactions) {
        this.settings = settings;
        this.told = told;
        this.store = store;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public void run(ApplicationArguments unused) {
        note();
    }

    /** Nothing is written if nothing differs. */
    void note() {
        Map<String, String> now = new TreeMap<>();
        told.told(settings).forEach((key, value) -> now.put(key, Storable.text(value)));
        transaction.executeWithoutResult(_ -> {
            Map<String, String> last = store.last();
            if (last.equals(now)) {
                return;
            }
            Map<String, String> before = new TreeMap<>(last);
            before.entrySet().removeAll(now.entrySet());
            Map<String, String> after = new TreeMap<>(now);
            after.entrySet().removeAll(last.entrySet());
            store.replace(now);
            audit.append(
                    Actor.server("start of the server"),
                    new Deed("settings.changed", new AuditSubject("settings", "settings", ""), before, after, ""));
        });
    }
}
