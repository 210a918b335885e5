package dev.fettle.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Ports that nothing listens on. Tests that run side by side look in other ranges, and none of them is one from which the system
 * takes the ports of connections, so that what is free stays free until the test uses it.
 */
public final class FreePort {
    private static final int LOWEST = 10_000;
    private static final int RANGE = 100;
    private static final int RANGES = 220;

    private static int next;

    private FreePort() {}

    /** One on an address; the port after it is free as well, for a server takes that for hosts. */
    public static synchronized int on(InetAddress address) throws IOException {
        int from = LOWEST + RANGE * (int) (ProcessHandle.current().pid() % RANGES);
        for (int tried = 0; tried < RANGE / 2; tried++) {
            int port = from + next;
            next = (next + 2) % RANGE;
            if (isFree(address, port) && isFree(address, port + 1)) {
                return port;
            }
        }
        throw new IOException("No two ports are free from " + from + " to " + (from + RANGE) + " on " + address + ".");
    }

    /** One of this machine alone. */
    public static int local() throws IOException {
        return on(InetAddress.ofLiteral("127.0.0.1"));
    }

    private static boolean isFree(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, port), 1);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
