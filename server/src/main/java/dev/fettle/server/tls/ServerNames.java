package dev.fettle.server.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What clients may call the server: the names that its certificate has.
 *
 * @param dns in lower case
 * @param addresses as {@link InetAddress#getHostAddress} gives them, without a zone
 */
public record ServerNames(SortedSet<String> dns, SortedSet<String> addresses) {
    private static final String LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final Pattern DNS = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*+");
    private static final int LONGEST_NAME = 253;
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    public ServerNames {
        dns = Collections.unmodifiableSortedSet(new TreeSet<>(dns));
        addresses = Collections.unmodifiableSortedSet(new TreeSet<>(addresses));
    }

    /**
     * The names given, where they can stand in a certificate, and always localhost, 127.0.0.1 and ::1.
     *
     * @param names host names and addresses; names that DNS could not have are left out
     */
    public static ServerNames of(Collection<String> names, Collection<InetAddress> addresses) {
        SortedSet<String> dns = new TreeSet<>(List.of("localhost"));
        SortedSet<String> literals = new TreeSet<>();
        literals.add(literal(InetAddress.ofLiteral("127.0.0.1")));
        literals.add(literal(InetAddress.ofLiteral("::1")));
        for (String name : names) {
            Optional<InetAddress> address = address(name);
            String small = name.toLowerCase(Locale.ROOT);
            if (address.isPresent()) {
                literals.add(literal(address.get()));
            } else if (small.length() <= LONGEST_NAME && DNS.matcher(small).matches()) {
                dns.add(small);
            }
        }
        addresses.stream()
                .filter(address -> !address.isAnyLocalAddress())
                .forEach(address -> literals.add(literal(address)));
        return new ServerNames(dns, literals);
    }

    /**
     * This machine's host name, the host of the public URL, the address it listens on and, if that is the wildcard, all
     * addresses of its interfaces but those of a single link.
     */
    public static ServerNames ofThisMachine(InetAddress listen, Optional<URI> publicUrl) throws TlsException {
        Collection<String> names = new TreeSet<>();
        names.add(hostName());
        publicUrl.map(URI::getHost).ifPresent(names::add);
        try {
            List<InetAddress> all = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .toList();
            return of(names, listen.isAnyLocalAddress() ? all : List.of(listen));
        } catch (SocketException e) {
            throw new TlsException(
                    "The addresses of this machine cannot be read (" + e.getMessage() + "); listen on one of them"
                            + " instead of on all.",
                    e);
        }
    }

    /** What the kernel calls this machine; nothing is asked of the network. */
    public static String hostName() throws TlsException {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname"), StandardCharsets.ISO_8859_1)
                    .strip();
        } catch (IOException e) {
            throw new TlsException("/proc/sys/kernel/hostname cannot be read (" + e + ").", e);
        }
    }

    private static Optional<InetAddress> address(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        try {
            return Optional.of(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /** Whether a certificate has all of these; further ones in it do no harm. */
    boolean areIn(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names == null) {
            return false;
        }
        SortedSet<String> missing = new TreeSet<>(dns);
        SortedSet<String> missingAddresses = new TreeSet<>(addresses);
        for (List<?> name : names) {
            String text = String.valueOf(name.get(1));
            if (name.get(0).equals(DNS_NAME)) {
                missing.remove(text);
            } else if (name.get(0).equals(IP_ADDRESS)) {
                address(text).ifPresent(address -> missingAddresses.remove(literal(address)));
            }
        }
        return missing.isEmpty() && missingAddresses.isEmpty();
    }
}
