package dev.fettle.ssh;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a host answers, and the keys by which it is known. Two equal targets share a connection.
 *
 * @param address a name or an address
 * @param port 1 to 65535
 * @param user who signs in there
 * @param hostKeys the keys pinned at enrolment, each as in known_hosts: "ssh-ed25519 AAAA…"; no other is accepted
 * @param jump the host that is connected first and from which this one is reached, or null
 */
public record SshTarget(
        String address,
        int port,
        String user,
        List<String> hostKeys,
        @Nullable SshTarget jump) {
    /** More jumps than anybody needs are a circle. */
    public static final int MOST_JUMPS = 8;

    /** @throws IllegalArgumentException if it cannot be a target, with a sentence that says why */
    public SshTarget {
        hostKeys = List.copyOf(hostKeys);
        if (address.isBlank() || user.isBlank()) {
            throw new IllegalArgumentException("A target of SSH needs an address and a user.");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("The port of " + address + " is " + port + ", not one of 1 to 65535.");
        }
        if (hostKeys.isEmpty()) {
            throw new IllegalArgumentException("No host key is pinned for " + address + ", so none can be trusted.");
        }
        int jumps = 0;
        for (SshTarget hop = jump; hop != null; hop = hop.jump()) {
            if (++jumps > MOST_JUMPS) {
                throw new IllegalArgumentException(address + " is behind more than " + MOST_JUMPS + " jump hosts.");
            }
        }
    }

    /** For messages. */
    String name() {
        return port == 22 ? address : address + ":" + port;
    }
}
