package dev.fettle.server.access;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * From where somebody asks, as far as that tells people apart: an address of IPv4, or the first 64 bits of one of IPv6, of
 * which everybody has as many as they like. One of IPv4 that is written as one of IPv6 is one of IPv4.
 */
public final class ClientNetwork {
    private static final int NETWORK_BYTES = 8;
    private static final String FORWARDED = "X-Forwarded-For";

    private ClientNetwork() {}

    /**
     * Of a literal address; empty for this machine itself, from where everybody seems to come behind a proxy.
     *
     * @throws IllegalArgumentException if it is no literal address
     */
    public static Optional<String> of(String address) {
        InetAddress parsed = InetAddress.ofLiteral(withoutZone(address));
        if (parsed.isLoopbackAddress()) {
            return Optional.empty();
        }
        byte[] bytes = parsed.getAddress();
        byte[] network = parsed instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes;
        return Optional.of(HexFormat.of().formatHex(network));
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    /**
     * Of who sends a request. Of a proxy on this machine it is what that proxy says last, which is only good for dealing
     * out shares: a proxy that leaves the header as it came lets everybody say what they like.
     */
    public static Optional<String> behindProxy(HttpServletRequest request) {
        Optional<String> direct = of(request.getRemoteAddr());
        String forwarded = request.getHeader(FORWARDED);
        if (direct.isPresent() || forwarded == null) {
            return direct;
        }
        try {
            return of(forwarded.substring(forwarded.lastIndexOf(',') + 1).strip());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
