package dev.fettle.host.probe;

import dev.fettle.core.signing.Octets;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.HostFiles;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What tells a machine from others, also after it was given another name. Agent and server ask here, so that a machine is
 * the same whichever way it is known.
 */
public final class MachineNumber {
    private static final int MAX_BYTES = 4 << 10;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    private MachineNumber() {}

    /**
     * {@code machine-id} and a digest of machine-id(5), for that number itself is not to be told to others; empty where there
     * is none.
     *
     * @throws HostException if there is one that cannot be read
     */
    public static Optional<String> of(HostFiles files) throws HostException {
        return files.read("/etc/machine-id", MAX_BYTES)
                .map(String::strip)
                .filter(id -> FORM.matcher(id).matches())
                .map(id -> "machine-id "
                        + Octets.sha256(("fettle host " + id).getBytes(StandardCharsets.US_ASCII))
                                .hex());
    }
}
