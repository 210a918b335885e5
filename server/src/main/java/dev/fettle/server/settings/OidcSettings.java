package dev.fettle.server.settings;

import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Role;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the settings of the OpenID Connect provider, which only make sense together. */
final class OidcSettings {
    private static final int MOST_ROLES = 256;
    private static final List<SettingKey> OTHERS = List.of(
            SettingKey.OIDC_CLIENT_ID,
            SettingKey.OIDC_CLIENT_SECRET,
            SettingKey.OIDC_CLIENT_SECRET_FILE,
            SettingKey.OIDC_NAME,
            SettingKey.OIDC_SCOPES,
            SettingKey.OIDC_GROUPS_CLAIM,
            SettingKey.OIDC_ROLES);

    private OidcSettings() {}

    static Optional<Settings.Oidc> read(Values values) {
        Optional<URI> issuer = values.value(SettingKey.OIDC_ISSUER, WebAddresses::issuer);
        Optional<String> client = text(values, SettingKey.OIDC_CLIENT_ID);
        Optional<Secret> secret = secret(values);
        Optional<String> name = text(values, SettingKey.OIDC_NAME);
        Optional<String> claim = text(values, SettingKey.OIDC_GROUPS_CLAIM);
        Optional<List<String>> scopes = words(values, SettingKey.OIDC_SCOPES);
        Optional<List<String>> roles = words(values, SettingKey.OIDC_ROLES);
        roles.ifPresent(lines -> check(lines, values));
        if (!values.has(SettingKey.OIDC_ISSUER)) {
            OTHERS.stream()
                    .flatMap(key -> values.subject(key).stream())
                    .findFirst()
                    .ifPresent(subject -> values.fault(
                            subject + " is set without oidc.issuer; set that too, or take this one away."));
            return Optional.empty();
        }
        for (SettingKey needed : List.of(SettingKey.OIDC_CLIENT_ID, SettingKey.OIDC_ROLES, SettingKey.PUBLIC_URL)) {
            if (!values.has(needed)) {
                values.fault(values.subject(SettingKey.OIDC_ISSUER).orElseThrow() + " is set without " + needed.key()
                        + "; set both or neither.");
            }
        }
        if (issuer.isEmpty() || client.isEmpty() || roles.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Settings.Oidc(
                issuer.get(),
                client.get(),
                secret,
                name.orElse("your organisation"),
                scopes.orElse(Settings.Oidc.DEFAULT_SCOPES),
                claim.orElse("groups"),
                roles.get()));
    }

    /** Each is a group, a role, and perhaps a group of hosts. */
    private static void check(List<String> lines, Values values) {
        for (String line : lines) {
            int equal = line.lastIndexOf('=');
            String role = line.substring(equal + 1);
            int at = role.indexOf('@');
            String word = at < 0 ? role : role.substring(0, at);
            if (equal < 1 || Role.of(word).isEmpty() || (at >= 0 && !isHosts(role.substring(at + 1)))) {
                values.fault(values.subject(SettingKey.OIDC_ROLES).orElseThrow() + " has " + Shown.quoted(line)
                        + ", but each entry is written group=role or group=role@tag:web; the roles are "
                        + Stream.of(Role.values()).map(Role::word).collect(Collectors.joining(", ")) + ".");
            }
        }
    }

    private static boolean isHosts(String text) {
        try {
            return !HostGroup.parse(text).value().isEmpty();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static Optional<Secret> secret(Values values) {
        Optional<Secret> secret = values.value(
                SettingKey.OIDC_CLIENT_SECRET, one -> new Secret(filled(SettingKey.OIDC_CLIENT_SECRET, one)));
        Optional<Path> file = values.path(SettingKey.OIDC_CLIENT_SECRET_FILE);
        if (file.isEmpty()) {
            return secret;
        }
        if (secret.isPresent()) {
            values.fault(values.subject(SettingKey.OIDC_CLIENT_SECRET_FILE).orElseThrow()
                    + " is set, but oidc.client-secret is too; take one of them away.");
        }
        return values.value(SettingKey.OIDC_CLIENT_SECRET_FILE, _ -> SecretFile.read(file.get(), "secret"));
    }

    private static Optional<String> text(Values values, SettingKey key) {
        return values.value(key, one -> filled(key, one));
    }

    private static String filled(SettingKey key, Given one) throws Wrong {
        String text = Values.text(key, one).strip();
        if (text.isEmpty()) {
            throw new Wrong("is empty and must be " + key.shape().description());
        }
        return text;
    }

    private static Optional<List<String>> words(Values values, SettingKey key) {
        return values.value(key, one -> {
            List<String> words = Values.texts(key, one);
            if (words.isEmpty() || words.size() > MOST_ROLES) {
                throw new Wrong("must have 1 to " + MOST_ROLES + " entries, not " + words.size());
            }
            return words;
        });
    }
}
