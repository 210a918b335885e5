package dev.fettle.ssh;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;

/**
 * The keys that a host shows to anybody who asks. They prove nothing: a person has to compare their fingerprints with what
 * the host itself says before they are pinned.
 */
public final class HostKeys {
    static {
        OwnProvider.use();
    }

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Each alone, so that the host shows the key of that type; the best first. */
    private static final List<List<NamedFactory<Signature>>> TYPES = List.of(
            List.of(BuiltinSignatures.ed25519),
            List.of(BuiltinSignatures.nistp256, BuiltinSignatures.nistp384, BuiltinSignatures.nistp521),
            List.of(BuiltinSignatures.rsaSHA512, BuiltinSignatures.rsaSHA256));

    private HostKeys() {}

    /**
     * A key that a host showed.
     *
     * @param line as in known_hosts, without the host's name: {@code ssh-ed25519 AAAA…}
     * @param fingerprint as ssh-keygen shows it: {@code SHA256:…}
     */
    public record Shown(String line, String fingerprint) {}

    /**
     * Asks a host for its keys, one of each usual type. Signs in nowhere.
     *
     * @throws HostException if it does not answer as a host with SSH, or has no key of a usual type
     */
    public static List<Shown> ask(String address, int port) throws HostException {
        if (port < 1 || port > 65535) {
            throw new HostException(address, "A port is a number from 1 to 65535.");
        }
        List<Shown> keys = new ArrayList<>();
        IOException last = null;
        for (List<NamedFactory<Signature>> type : TYPES) {
            try (SshClient client = SshClient.setUpDefaultClient()) {
                ask(client, type, address, port).forEach((line, print) -> keys.add(new Shown(line, print)));
            } catch (IOException silent) {
                last = silent;
            }
        }
        if (keys.isEmpty()) {
            throw new HostException(
                    new Problem(
                            address,
                            "Nothing at " + address + ", port " + port
                                    + ", shows a host key of SSH. Is it up, and may this" + " machine reach it?",
                            last == null ? "" : String.valueOf(last.getMessage())),
                    last);
        }
        return keys;
    }

    /**
     * Reads a line as in known_hosts, with or without the host's name before it.
     *
     * @throws HostException if it is no key
     */
    public static Shown read(String line) throws HostException {
        String[] words = line.strip().split("\\s+", -1);
        for (int at = 0; at < Math.min(2, words.length - 1); at++) {
            Optional<PublicKey> key = key(words[at] + " " + words[at + 1]);
            if (key.isPresent()) {
                return shown(key.get());
            }
        }
        throw new HostException(
                "host key", "That is no host key; it is written like \"ssh-ed25519 AAAA…\", as ssh-keyscan shows it.");
    }

    private static Optional<PublicKey> key(String words) {
        try {
            return Optional.ofNullable(
                    PublicKeyEntry.parsePublicKeyEntry(words).resolvePublicKey(null, Map.of(), null));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException other) {
            return Optional.empty();
        }
    }

    private static Shown shown(PublicKey key) {
        return new Shown(PublicKeyEntry.toString(key), KeyUtils.getFingerPrint(BuiltinDigests.sha256, key));
    }

    private static Map<String, String> ask(
            SshClient client, List<NamedFactory<Signature>> type, String address, int port) throws IOException {
        Map<String, String> seen = new ConcurrentHashMap<>();
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setSignatureFactories(new ArrayList<>(type));
        client.setServerKeyVerifier((_, _, key) -> {
            Shown shown = shown(key);
            seen.put(shown.line(), shown.fingerprint());
            return false;
        });
        client.start();
        try (ClientSession session =
                client.connect("nobody", address, port).verify(LIMIT).getClientSession()) {
            session.auth().verify(LIMIT);
        } catch (IOException refused) {
            if (seen.isEmpty()) {
                throw refused;
            }
        }
        return Map.copyOf(seen);
    }
}
