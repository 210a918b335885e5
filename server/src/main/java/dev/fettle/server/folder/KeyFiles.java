package dev.fettle.server.folder;

import dev.fettle.core.signing.Octets;
import dev.fettle.server.digest.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of the data folder by which hosts and people know this server, whichever machine it runs on. Servers that take
 * over for each other have the same ones.
 */
public final class KeyFiles {
    /** What each is for stands in docs/install.md, which names them too. */
    public static final List<String> NAMES = List.of(
            "tls/ca-key.pem",
            "orders/signing-key.pem",
            "audit/signing-key.pem",
            "ssh/id_ed25519",
            "people.key",
            "settings.key",
            "database-server.password");

    private KeyFiles() {}

    /**
     * The SHA-256 of each that is there, by its name.
     *
     * @throws FolderException if one is there but cannot be read
     */
    public static Map<String, Octets> prints(DataFolder data) throws FolderException {
        Map<String, Octets> prints = new TreeMap<>();
        for (String name : NAMES) {
            Path file = data.resolve(name);
            try {
                prints.put(name, Octets.of(Sha256.of(Files.readAllBytes(file))));
            } catch (NoSuchFileException _) {
                // made at first need
            } catch (IOException e) {
                throw new FolderException(file + " cannot be read: " + DataFolder.reason(e), e);
            }
        }
        return prints;
    }
}
