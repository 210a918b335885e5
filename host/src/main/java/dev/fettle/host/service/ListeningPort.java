package dev.fettle.host.service;

/**
 * A port on which something waits for others.
 *
 * @param protocol {@code tcp} or {@code udp}
 * @param port 1 to 65535
 */
public record ListeningPort(String protocol, int port) implements Comparable<ListeningPort> {
    @Override
    public int compareTo(ListeningPort other) {
        int byPort = Integer.compare(port, other.port);
        return byPort != 0 ? byPort : protocol.compareTo(other.protocol);
    }

    @Override
    public String toString() {
        return port + "/" + protocol;
    }
}
