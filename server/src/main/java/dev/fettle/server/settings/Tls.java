package dev.fettle.server.settings;

import java.nio.file.Path;

/** How connections to the server are encrypted. */
public sealed interface Tls {
    /** Not at all, which is only allowed where nobody but this machine can connect. */
    record None() implements Tls {}

    /**
     * By a certificate of the operator's.
     *
     * @param certificate a PEM file, the server's certificate and those up to the authority
     * @param key a PEM file, the private key without a password
     */
    record Files(Path certificate, Path key) implements Tls {}

    /** By a certificate of an authority that Fettle makes itself, below the data folder. */
    record Generated() implements Tls {}
}
