package dev.fettle.host.service;

import dev.fettle.host.HostException;
import dev.fettle.host.shell.HostFiles;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the kernel says that somebody listens, from /proc/net, see proc_pid_net(5). Ports that the kernel gives out by
 * itself are left out, for they are others after each start.
 */
public final class ListeningPorts {
    /** The kernel tells of those who listen first, so that a proxy's many connections need not be read. */
    private static final int MAX_BYTES = 1 << 20;

    private static final int FIRST_EPHEMERAL = 32_768;

    /** {@code   0: 0100007F:1538 00000000:0000 0A …}: number, local address and port, remote, state. */
    private static final Pattern ROW =
            Pattern.compile("^\\s*\\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) ");

    private static final String TCP_LISTEN = "0A";
    private static final String UDP_UNCONNECTED = "07";

    private ListeningPorts() {}

    public static SortedSet<ListeningPort> now(HostFiles files) throws HostException {
        int ephemeral = firstEphemeral(files.read("/proc/sys/net/ipv4/ip_local_port_range", 100));
        Set<ListeningPort> ports = new HashSet<>();
        for (String protocol : List.of("tcp", "udp")) {
            String state = protocol.equals("tcp") ? TCP_LISTEN : UDP_UNCONNECTED;
            for (String version : List.of("", "6")) {
                files.readStart("/proc/net/" + protocol + version, MAX_BYTES)
                        .ifPresent(table -> ports.addAll(parse(table, protocol, state)));
            }
        }
        ports.removeIf(port -> port.port() >= ephemeral);
        return new TreeSet<>(ports);
    }

    static Set<ListeningPort> parse(String table, String protocol, String state) {
        Set<ListeningPort> ports = new HashSet<>();
        for (String line : table.lines().toList()) {
            Matcher row = ROW.matcher(line);
            if (row.find() && row.group(2).equals(state)) {
                ports.add(new ListeningPort(protocol, Integer.parseInt(row.group(1), 16)));
            }
        }
        return ports;
    }

    private static int firstEphemeral(Optional<String> range) {
        String[] words = range.orElse("").strip().split("\\s+", -1);
        return words[0].matches("\\d{1,5}") ? Integer.parseInt(words[0]) : FIRST_EPHEMERAL;
    }
}
