package dev.fettle.agent.connection;

import dev.fettle.core.text.Printable;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Instant;
import javax.net.ssl.SSLException;

/** Why there was no answer, in a sentence for people. */
final class Faults {
    private Faults() {}

    static String sentence(String server, Throwable fault, Instant now) {
        for (Throwable each = fault; each != null; each = each.getCause()) {
            switch (each) {
                case CertificateExpiredException old -> {
                    return clocks(server, "is no longer valid", old, now);
                }
                case CertificateNotYetValidException young -> {
                    return clocks(server, "is not valid yet", young, now);
                }
                default -> {}
            }
        }
        return switch (fault) {
            case UnknownHostException _ ->
                "The name in " + server + " is not known. Look at the address and at the name servers of this host.";
            case SocketTimeoutException _ -> server + " did not answer in time.";
            case ConnectException _, NoRouteToHostException _ ->
                server + " cannot be reached (" + said(fault)
                        + "). Is the server up, and does the firewall let through?";
            case SSLException _ -> "TLS with " + server + " failed (" + said(fault) + ").";
            case ConnectionException ours -> said(ours);
            default -> server + " could not be asked (" + said(fault) + ").";
        };
    }

    /** Java says {@code NotAfter: …} or {@code NotBefore: …}, a time by the clock of whoever made the certificate. */
    private static String clocks(String server, String what, Throwable fault, Instant now) {
        return "The certificate of " + server + " " + what + " by the clock of this host, which says " + now + " ("
                + said(fault)
                + " by the clock of the server). One of the two clocks is wrong, or the certificate was not renewed.";
    }

    private static String said(Throwable fault) {
        return Printable.of(String.valueOf(fault.getMessage()));
    }
}
