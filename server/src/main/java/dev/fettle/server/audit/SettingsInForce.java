package dev.fettle.server.audit;

import dev.fettle.feeds.FeedStore;
import dev.fettle.server.digest.KeyedSum;
import dev.fettle.server.settings.DatabaseUrl;
import dev.fettle.server.settings.Secret;
import dev.fettle.server.settings.SettingKey;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.Tls;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What holds of each setting, as the audit may tell it. Of a secret, and of what may have one in it, there is only a sum
 * under a key of this server's: it shows that something is set and when it changes, and nothing else.
 */
final class SettingsInForce {
    private final KeyedSum sums;

    SettingsInForce(KeyedSum sums) {
        this.sums = sums;
    }

    /** By the names of the settings; what is not set is left out. */
    Map<String, String> told(Settings settings) {
        Map<String, String> told = new TreeMap<>();
        for (SettingKey key : SettingKey.values()) {
            told(key, settings).ifPresent(value -> told.put(key.key(), value));
        }
        return told;
    }

    /** Has no default on purpose: a setting that is not told does not compile. */
    private Optional<String> told(SettingKey key, Settings settings) {
        return switch (key) {
            case DATA -> is(settings.data());
            case LISTEN -> is(settings.listen());
            case PUBLIC_URL -> settings.publicUrl().map(URI::toString);
            case TLS_CERTIFICATE ->
                files(settings).map(files -> files.certificate().toString());
            case TLS_KEY -> files(settings).map(files -> files.key().toString());
            case TLS_GENERATE -> is(settings.tls() instanceof Tls.Generated);
            case DATABASE_URL -> settings.database().map(database -> url(database.url()));
            case DATABASE_PASSWORD_FILE ->
                settings.database()
                        .flatMap(database -> database.url().password())
                        .map(this::secret);
            case DATABASE_SERVER_URL ->
                settings.database().flatMap(Settings.Database::serverUrl).map(this::url);
            case DATABASE_SERVER_PASSWORD_FILE ->
                settings.database()
                        .flatMap(Settings.Database::serverUrl)
                        .flatMap(DatabaseUrl::password)
                        .map(this::secret);
            case DATABASE_STANDBY ->
                is(settings.database().isPresent() && settings.database().get().standby());
            case FEEDS_SOURCES -> is(sources(settings.feeds().sources()));
            case FEEDS_EVERY -> is(settings.feeds().every());
            case SCAN_THIS_MACHINE -> is(settings.scan().thisMachine());
            case SCAN_EVERY -> is(settings.scan().every());
            case SCAN_CHANGELOGS -> is(settings.scan().changelogs());
            case SCAN_PER_NETWORK -> is(settings.scan().perNetwork());
            case SESSION_IDLE -> is(settings.session().idle());
            case SESSION_LONGEST -> is(settings.session().longest());
            case PEOPLE_SECOND_FACTOR -> is(settings.people().secondFactor());
            case OIDC_ISSUER -> settings.oidc().map(oidc -> oidc.issuer().toString());
            case OIDC_CLIENT_ID -> settings.oidc().map(Settings.Oidc::clientId);
            case OIDC_CLIENT_SECRET ->
                settings.oidc().flatMap(Settings.Oidc::clientSecret).map(this::secret);
            case OIDC_CLIENT_SECRET_FILE -> Optional.empty(); // what is in it is told as oidc.client-secret
            case OIDC_NAME -> settings.oidc().map(Settings.Oidc::name);
            case OIDC_SCOPES -> settings.oidc().map(oidc -> String.join(", ", oidc.scopes()));
            case OIDC_GROUPS_CLAIM -> settings.oidc().map(Settings.Oidc::groupsClaim);
            case OIDC_ROLES -> settings.oidc().map(oidc -> String.join(", ", oidc.roles()));
            case API_RATE -> is(settings.api().rate());
            case AGENTS_LISTEN -> is(settings.agents().listen());
            case AGENTS_URL -> settings.agents().url().map(URI::toString);
            case AGENTS_CHECK_IN_EVERY -> is(settings.agents().checkInEvery());
            case HOSTS_SILENT_AFTER -> is(settings.hosts().silentAfter());
            case CHANGES_ESCALATE_EVERY -> is(settings.changes().escalateEvery());
            case BUILDS_MOST_MIB -> is(settings.builds().mostMib());
            case BUILDS_KEEP_FOR -> is(settings.builds().keepFor());
            case AUDIT_CHECKPOINT_FILE -> settings.checkpoints().file().map(Object::toString);
            case AUDIT_CHECKPOINT_WEBHOOK ->
                settings.checkpoints().webhook().map(webhook -> address(webhook.address()));
            case AUDIT_CHECKPOINT_WEBHOOK_SECRET_FILE ->
                settings.checkpoints().webhook().map(webhook -> secret(webhook.secret()));
            case AUDIT_CHECKPOINT_MAIL -> settings.checkpoints().mail().map(Settings.MailTo::to);
            case MAIL_SERVER -> mail(settings).map(SettingsInForce::address);
            case MAIL_FROM -> mail(settings).map(Settings.MailServer::from);
            case MAIL_USER -> mail(settings).flatMap(Settings.MailServer::user);
            case MAIL_PASSWORD_FILE ->
                mail(settings).flatMap(Settings.MailServer::password).map(this::secret);
            case LOG_LEVEL -> is(settings.log().level());
            case LOG_FORMAT -> is(settings.log().format());
        };
    }

    private static Optional<String> is(Object value) {
        return Optional.of(value.toString());
    }

    private static Optional<Tls.Files> files(Settings settings) {
        return settings.tls() instanceof Tls.Files files ? Optional.of(files) : Optional.empty();
    }

    private static Optional<Settings.MailServer> mail(Settings settings) {
        return settings.checkpoints().mail().map(Settings.MailTo::server);
    }

    private static String address(Settings.MailServer mail) {
        return (mail.tls() ? "smtps://" : "smtp://") + mail.host() + ":" + mail.port();
    }

    private String secret(Secret secret) {
        return "set, sum " + sums.of(secret.reveal());
    }

    private String url(DatabaseUrl url) {
        return more(
                url + " as " + url.user().orElse("nobody in particular"),
                url.jdbc(),
                url.jdbc().contains("?"));
    }

    private String sources(List<String> sources) {
        return sources.stream()
                .map(each ->
                        more(FeedStore.shown(each), each, !FeedStore.shown(each).equals(each)))
                .collect(Collectors.joining(", "));
    }

    /** In a webhook's path there may be a secret as well. */
    private String address(URI address) {
        String shown = address.getScheme() + "://" + address.getHost()
                + (address.getPort() < 0 ? "" : ":" + address.getPort());
        return more(shown, address.toString(), !shown.equals(address.toString()));
    }

    private String more(String shown, String whole, boolean hides) {
        return hides ? shown + " (whole: sum " + sums.of(whole) + ")" : shown;
    }
}
