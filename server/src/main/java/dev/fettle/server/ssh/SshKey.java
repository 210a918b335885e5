package dev.fettle.server.ssh;

import dev.fettle.host.HostException;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.ssh.SshIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The key with which this server signs in to hosts. It lies in the folder {@code ssh} of the data folder, outside of the
 * database and its backups. A certificate of the hosts' own authority may be put beside it.
 */
final class SshKey {
    private static final String KEY = "id_ed25519";
    private static final String CERTIFICATE = "id_ed25519-cert.pub";

    private final SshIdentity identity;
    private final String publicLine;

    private SshKey(SshIdentity identity, String publicLine) {
        this.identity = identity;
        this.publicLine = publicLine;
    }

    /**
     * Reads it; makes it if there is none.
     *
     * @throws FolderException if it cannot be read or written, or is damaged
     */
    static SshKey open(DataFolder data) throws FolderException {
        Path folder = data.privateFolder("ssh");
        Path file = folder.resolve(KEY);
        Path certificate = folder.resolve(CERTIFICATE);
        try {
            if (!Files.exists(file)) {
                DataFolder.writePrivate(file, SshIdentity.make("fettle"));
            }
            SshIdentity alone = SshIdentity.of(Files.readString(file, StandardCharsets.US_ASCII));
            SshIdentity shown = Files.exists(certificate)
                    ? alone.with(Files.readString(certificate, StandardCharsets.US_ASCII))
                    : alone;
            return new SshKey(shown, alone.publicLine() + " fettle");
        } catch (HostException damaged) {
            throw new FolderException(
                    folder + " cannot be used: " + damaged.problem().message() + " Put the right file back, or move it"
                            + " away for a new key, which every host then has to be given.",
                    damaged);
        } catch (IOException e) {
            throw new FolderException(file + " cannot be read or written (" + DataFolder.reason(e) + ").", e);
        }
    }

    SshIdentity identity() {
        return identity;
    }

    /** For authorized_keys on hosts. */
    String publicLine() {
        return publicLine;
    }
}
