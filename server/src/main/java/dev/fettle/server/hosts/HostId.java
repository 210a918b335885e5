package dev.fettle.server.hosts;

/** The number of a host in this installation. */
public record HostId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
