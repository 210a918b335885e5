package dev.fettle.server.audit;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.feeds.FeedStore;
import dev.fettle.server.database.Storable;
import dev.fettle.server.settings.SettingKey;
import dev.fettle.server.settings.Settings;
import java.net.URI;
import java.util.List;
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
    private final SettingsStore store;
    private final Audit audit;
    private final TransactionTemplate transaction;

    NoteSettings(Settings settings, SettingsStore store, Audit audit, PlatformTransactionManager transactions) {
        this.settings = settings;
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
        shown(settings).forEach((key, value) -> now.put(key, Storable.text(value)));
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

    /** What holds, by the names of the settings. */
    private static Map<String, String> shown(Settings settings) {
        Map<String, String> shown = new TreeMap<>();
        put(shown, SettingKey.DATA, settings.data());
        put(shown, SettingKey.LISTEN, settings.listen());
        settings.publicUrl().ifPresent(url -> put(shown, SettingKey.PUBLIC_URL, url));
        put(shown, SettingKey.TLS_GENERATE, settings.tls());
        settings.database().ifPresent(database -> {
            put(
                    shown,
                    SettingKey.DATABASE_URL,
                    database.url().jdbc() + " as " + database.url().user().orElse(""));
            database.serverUrl()
                    .ifPresent(url -> put(
                            shown,
                            SettingKey.DATABASE_SERVER_URL,
                            url.jdbc() + " as " + url.user().orElse("")));
        });
        put(shown, SettingKey.FEEDS_SOURCES, String.join(", ", sources(settings)));
        put(shown, SettingKey.FEEDS_EVERY, settings.feeds().every());
        put(shown, SettingKey.SCAN_THIS_MACHINE, settings.scan().thisMachine());
        put(shown, SettingKey.SCAN_EVERY, settings.scan().every());
        put(shown, SettingKey.SCAN_CHANGELOGS, settings.scan().changelogs());
        put(shown, SettingKey.SESSION_IDLE, settings.session().idle());
        Settings.Checkpoints checkpoints = settings.checkpoints();
        checkpoints.file().ifPresent(file -> put(shown, SettingKey.AUDIT_CHECKPOINT_FILE, file));
        checkpoints
                .webhook()
                .ifPresent(webhook -> put(shown, SettingKey.AUDIT_CHECKPOINT_WEBHOOK, plain(webhook.address())));
        checkpoints.mail().ifPresent(mail -> {
            put(shown, SettingKey.AUDIT_CHECKPOINT_MAIL, mail.to());
            put(
                    shown,
                    SettingKey.MAIL_SERVER,
                    mail.server().host() + ":" + mail.server().port());
            put(shown, SettingKey.MAIL_FROM, mail.server().from());
        });
        put(shown, SettingKey.LOG_LEVEL, settings.log().level());
        put(shown, SettingKey.LOG_FORMAT, settings.log().format());
        return shown;
    }

    private static void put(Map<String, String> shown, SettingKey key, Object value) {
        shown.put(key.key(), value.toString());
    }

    /** As people may see them: a query may hold a secret. */
    private static List<String> sources(Settings settings) {
        return settings.feeds().sources().stream().map(FeedStore::shown).toList();
    }

    private static String plain(URI address) {
        return address.getScheme() + "://" + address.getAuthority() + address.getPath();
    }
}
