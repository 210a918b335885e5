package dev.fettle.host.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ListeningPortsTest {
    /** From a host's /proc/net/tcp; the last row is a connection. */
    private static final String TCP = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 708768 1 0000000000000000 100 0 0 10 0
               1: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   103        0 708799 1 0000000000000000 100 0 0 10 0
               2: 0B0012C6:0016 010012C6:A6DE 01 00000000:00000000 02:000AF6B6 00000000     0        0 709000 2 0000000000000000 20 4 30 10 -1
            """;

    @Test
    void only_those_who_wait_for_others_count() {
        assertThat(ListeningPorts.parse(TCP, "tcp", "0A"))
                .containsExactlyInAnyOrder(new ListeningPort("tcp", 80), new ListeningPort("tcp", 5432));
    }
}
