package dev.fettle.server.api.lists;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks as people write them. */
final class NetworksTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.1.0.0/16",
        "192.0.2.7, 192.0.2.7/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "2001:db8::/32, 2001:db8::/32",
        "::1, ::1/128",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8/128"
    })
    void a_network_has_a_length_and_an_address_is_the_smallest_one(String text, String network) {
        assertThat(Networks.parse(text)).hasValue(network);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.1",
                "10.1.0.0/33",
                "256.1.1.1",
                "01.1.1.1",
                "::/129",
                "1::2::3",
                "12345::",
                ":::",
                ":",
                "1:2:3",
                "1:2:3:4:5:6:7::8",
                "web-01",
                "10.1.0.0/16; drop table host",
                "fe80::1%eth0"
            })
    void what_the_database_would_not_take_is_none(String text) {
        assertThat(Networks.parse(text)).isEmpty();
    }
}
