package dev.fettle.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host that is to be looked at over SSH.
 *
 * @param port 22 if it is left out
 * @param hostKeys as in known_hosts or as ssh-keyscan shows them; only these are accepted from now on
 * @param jump number of the one through which it is reached; left out if directly
 */
public record NewSshHost(
        @Nullable String address,
        @Nullable Integer port,
        @Nullable String user,
        @Nullable List<String> hostKeys,
        @Nullable Long jump) {}
