package dev.fettle.server.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads where checkpoints of the audit trail are sent. */
final class CheckpointSettings {
    private static final Pattern MAIL = Pattern.compile("[^\\s@<>\",;:]{1,64}@[A-Za-z0-9.-]{1,190}");
    private static final String SECRET_PREFIX = "whsec_";
    private static final int PORT = 25;
    private static final int TLS_PORT = 465;
    private static final int MOST_PORTS = 65_535;

    private CheckpointSettings() {}

    static Settings.Checkpoints read(Values values) {
        return new Settings.Checkpoints(values.path(SettingKey.AUDIT_CHECKPOINT_FILE), webhook(values), mail(values));
    }

    private static Optional<Settings.Webhook> webhook(Values values) {
        SettingsReader.requireBoth(
                values, SettingKey.AUDIT_CHECKPOINT_WEBHOOK, SettingKey.AUDIT_CHECKPOINT_WEBHOOK_SECRET_FILE);
        SettingsReader.requireBoth(
                values, SettingKey.AUDIT_CHECKPOINT_WEBHOOK_SECRET_FILE, SettingKey.AUDIT_CHECKPOINT_WEBHOOK);
        Optional<URI> address = values.value(
                SettingKey.AUDIT_CHECKPOINT_WEBHOOK,
                one -> WebAddresses.target(SettingKey.AUDIT_CHECKPOINT_WEBHOOK, one));
        Optional<Path> file = values.path(SettingKey.AUDIT_CHECKPOINT_WEBHOOK_SECRET_FILE);
        Optional<Secret> secret = file.flatMap(
                path -> values.value(SettingKey.AUDIT_CHECKPOINT_WEBHOOK_SECRET_FILE, _ -> webhookSecret(path)));
        return address.flatMap(to -> secret.map(key -> new Settings.Webhook(to, key)));
    }

    private static Secret webhookSecret(Path file) throws Wrong {
        Secret secret = SecretFile.read(file, "secret");
        String text = secret.reveal();
        try {
            String encoded = text.startsWith(SECRET_PREFIX) ? text.substring(SECRET_PREFIX.length()) : "";
            if (Base64.getDecoder().decode(encoded).length > 0) {
                return secret;
            }
        } catch (IllegalArgumentException _) {
            // As if it were missing; the text must not be repeated.
        }
        throw new Wrong("names " + Shown.text(file.toString()) + ", whose line must be whsec_ and Base64");
    }

    private static Optional<Settings.MailTo> mail(Values values) {
        SettingsReader.requireBoth(values, SettingKey.AUDIT_CHECKPOINT_MAIL, SettingKey.MAIL_SERVER);
        SettingsReader.requireBoth(values, SettingKey.MAIL_SERVER, SettingKey.MAIL_FROM);
        SettingsReader.requireBoth(values, SettingKey.MAIL_FROM, SettingKey.MAIL_SERVER);
        SettingsReader.requireBoth(values, SettingKey.MAIL_USER, SettingKey.MAIL_PASSWORD_FILE);
        SettingsReader.requireBoth(values, SettingKey.MAIL_PASSWORD_FILE, SettingKey.MAIL_USER);
        Optional<String> to = mailAddress(values, SettingKey.AUDIT_CHECKPOINT_MAIL);
        Optional<Settings.MailServer> server = server(values);
        return to.flatMap(address -> server.map(each -> new Settings.MailTo(address, each)));
    }

    private static Optional<Settings.MailServer> server(Values values) {
        Optional<URI> uri = values.value(SettingKey.MAIL_SERVER, CheckpointSettings::mailServer);
        Optional<String> from = mailAddress(values, SettingKey.MAIL_FROM);
        Optional<String> user = values.value(SettingKey.MAIL_USER, one -> Values.text(SettingKey.MAIL_USER, one));
        Optional<Secret> password = values.path(SettingKey.MAIL_PASSWORD_FILE)
                .flatMap(file -> values.value(SettingKey.MAIL_PASSWORD_FILE, _ -> SecretFile.read(file, "password")));
        return uri.flatMap(each -> from.map(sender -> {
            boolean tls = each.getScheme().equals("smtps");
            int port = each.getPort() > 0 ? each.getPort() : tls ? TLS_PORT : PORT;
            return new Settings.MailServer(each.getHost(), port, tls, sender, user, password);
        }));
    }

    private static URI mailServer(Given one) throws Wrong {
        try {
            URI uri = new URI(Values.text(SettingKey.MAIL_SERVER, one).strip());
            if (uri.getRawUserInfo() != null) {
                throw new Wrong("must have no user and no password in it: set mail.user and mail.password-file");
            }
            boolean scheme = "smtp".equals(uri.getScheme()) || "smtps".equals(uri.getScheme());
            if (scheme && uri.getHost() != null && uri.getRawPath().isEmpty() && uri.getPort() <= MOST_PORTS) {
                return uri;
            }
        } catch (URISyntaxException _) {
            throw Values.not(SettingKey.MAIL_SERVER, one);
        }
        throw Values.not(SettingKey.MAIL_SERVER, one);
    }

    private static Optional<String> mailAddress(Values values, SettingKey key) {
        return values.value(key, one -> {
            String text = Values.text(key, one).strip();
            if (!MAIL.matcher(text).matches()) {
                throw Values.not(key, one);
            }
            return text;
        });
    }
}
