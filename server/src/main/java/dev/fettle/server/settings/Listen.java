package dev.fettle.server.settings;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the server waits for connections.
 *
 * @param address of this machine; the wildcard 0.0.0.0 or :: for all of them
 * @param port 0 to 65535; 0 is for any free one
 */
public record Listen(InetAddress address, int port) {
    static final int DEFAULT_PORT = 8470;

    private static final int LAST_PORT = 65_535;

    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[\\w.-]+)?)]|([^:\\[\\]]+)):(\\d{1,5})");
    private static final Pattern FOUR_NUMBERS = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");

    public Listen {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("There is no port " + port);
        }
    }

    /** Whether only this machine can reach it. */
    public boolean isLoopback() {
        return address.isLoopbackAddress();
    }

    /** 127.0.0.1:8470. */
    static Listen usual() {
        return new Listen(InetAddress.ofLiteral("127.0.0.1"), DEFAULT_PORT);
    }

    /** The same address and the port after, or before the last one; any free one for any free one. */
    Listen next() {
        if (port == 0) {
            return this;
        }
        return new Listen(address, port == LAST_PORT ? port - 1 : port + 1);
    }

    /** Reads ADDRESS:PORT; nothing is looked up, and the only name is localhost, which is 127.0.0.1. */
    static Listen parse(String text) throws Wrong {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new Wrong("must be " + Shape.ADDRESS.description() + ", not " + Shown.quoted(text));
        }
        int port = Integer.parseInt(parts.group(3));
        if (port > 65_535) {
            throw new Wrong("must have a port of 0 to 65535, not " + port);
        }
        String six = parts.group(1);
        String four = parts.group(2);
        return new Listen(six != null ? literal(six) : named(four), port);
    }

    private static InetAddress named(String text) throws Wrong {
        if (text.equals("localhost")) {
            return literal("127.0.0.1");
        }
        if (!FOUR_NUMBERS.matcher(text).matches()) {
            throw new Wrong("must have an address of this machine, or localhost, before the port, not the name "
                    + Shown.quoted(text) + "; 0.0.0.0 stands for all addresses");
        }
        return literal(text);
    }

    private static InetAddress literal(String text) throws Wrong {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            throw new Wrong(
                    "must have an address of this machine before the port, and " + Shown.quoted(text) + " is none");
        }
    }

    /** ADDRESS:PORT, as it is read. */
    @Override
    public String toString() {
        String text = address.getHostAddress();
        return (address instanceof Inet6Address ? "[" + text + "]" : text) + ":" + port;
    }
}
