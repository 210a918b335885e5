package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WithinThisSiteTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/hosts?page=2, /hosts?page=2",
        "http://fettle.example.org/hosts?a=http://b/c, /hosts?a=http://b/c",
        "/hosts?a=http://b/c, /hosts?a=http://b/c",
        "http://127.0.0.1:8470, /",
        "//evil.example/, /",
        "http://fettle.example.org//evil.example/, /",
        "'/\\evil.example', /",
        "'/\t/evil.example/', /",
        "'/\n/evil.example/', /",
        "'/a\\b', /",
        "evil.example/x, /",
        "'', /"
    })
    void no_way_leads_elsewhere(String url, String path) {
        assertThat(WithinThisSite.path(url)).isEqualTo(path);
    }
}
