package dev.fettle.host.pkg.apt;

import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.FailureKind;
import dev.fettle.host.ChangeException;
import java.nio.file.Path;

/** The package files that the host's server keeps, as far as the order that is carried out lets the host have them. */
public interface ServedBuilds {
    /** For hosts that reach no server by themselves. */
    ServedBuilds NONE = new ServedBuilds() {
        @Override
        public void fetch(BuildFile file, Path to) throws ChangeException {
            throw unreachable();
        }

        @Override
        public void handOver(BuildFile file, Path from) throws ChangeException {
            throw unreachable();
        }

        private static ChangeException unreachable() {
            return new ChangeException(
                    FailureKind.DOWNLOAD,
                    "server",
                    "This host has no connection of its own to its server, so package files go neither way.");
        }
    };

    /**
     * Writes what the server gives for a file. Whether these are its bytes is for the caller to find out.
     *
     * @throws ChangeException if the server has no such file, does not let this host have it, or cannot be reached
     */
    void fetch(BuildFile file, Path to) throws ChangeException;

    /**
     * Gives the server a file, as much of it as it does not have yet.
     *
     * @param from holds just these bytes
     * @throws ChangeException if the server does not take it or cannot be reached
     */
    void handOver(BuildFile file, Path from) throws ChangeException;
}
