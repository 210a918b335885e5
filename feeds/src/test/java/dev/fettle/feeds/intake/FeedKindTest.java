package dev.fettle.feeds.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.feeds.Packed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FeedKindTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"schema_version\":\"1.6.0\",\"id\":\"x\"} | OSV",
                "{\"id\":\"x\",\"details\":{\"a\":[1,{}]},\"modified\":\"2024\"} | OSV",
                "{\"affected\":[],\"id\":\"x\"} | OSV",
                "{\"title\":\"x\",\"catalogVersion\":\"2024\",\"vulnerabilities\":[]} | KEV_JSON",
                "{\"vulnerabilities\":[{\"vendor\":[1],\"cveID\":\"x\"}]} | KEV_JSON",
                "{\"vulnerabilities\":[{\"id\":\"CVE-2024-1\"}],\"bomFormat\":\"CycloneDX\"} | NONE",
                "{\"document\":{},\"vulnerabilities\":[{\"cve\":\"CVE-2024-1\"}]} | NONE",
                "{\"vulnerabilities\":{}} | NONE",
                "{\"vulnerabilities\":[]} | NONE",
                "{\"$schema\":\"x\",\"vulnerabilities\":[]} | NONE",
                "{\"name\":\"left-pad\",\"dependencies\":{}} | NONE",
                "{} | NONE",
                "[] | NONE",
                "[{\"schema_version\":\"1\"}] | NONE",
                "cveID,vendorProject | KEV_CSV",
                "\"cveID\",\"vendorProject\" | KEV_CSV",
                "#model_version:v1,score_date:2025 | EPSS",
                "cve,epss,percentile | EPSS",
                "cve;epss | NONE",
                "# notes | NONE",
                "<html><body>modified</body></html> | NONE",
                "<?xml version=\"1.0\"?> | NONE",
                "a | NONE",
            })
    void a_file_is_told_by_what_it_holds_packed_or_not(String text, FeedKind kind) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(kind(bytes)).isEqualTo(kind);
        assertThat(kind(Packed.gzip(bytes))).isEqualTo(kind);
        FeedKind asRecord = kind == FeedKind.OSV ? FeedKind.OSV : FeedKind.NONE;
        if (text.startsWith("{")) {
            byte[] zip = Packed.zip(Map.of("a.json", bytes));
            assertThat(kind(zip)).isEqualTo(asRecord);
            assertThat(kind(Packed.gzip(zip))).isEqualTo(asRecord);
        }
        assertThat(kind(Packed.zip(Map.of("a.txt", bytes)))).isEqualTo(FeedKind.NONE);
    }

    @Test
    void programs_and_zeros_are_no_feed() throws IOException {
        assertThat(kind(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0})).isEqualTo(FeedKind.NONE);
        assertThat(kind(new byte[10_000])).isEqualTo(FeedKind.NONE);
        assertThat(kind(" ".repeat(10_000).getBytes(StandardCharsets.UTF_8))).isEqualTo(FeedKind.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"id\"", "{\"id\":[[[[[", "{x", "{\"a\":1", "{\"a\":1]"})
    void json_too_damaged_to_tell_is_refused(String text) {
        assertThatThrownBy(() -> kind(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(FeedException.class)
                .hasMessageStartingWith("feed is cut or damaged")
                .hasMessageEndingWith("fetch it again.");
    }

    @Test
    void json_nested_without_end_is_refused() {
        assertThatThrownBy(() -> kind(("{\"a\":" + "[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(FeedException.class)
                .hasMessageStartingWith("feed is cut or damaged");
    }

    @ParameterizedTest
    @CsvSource({
        "CVE-2024-1234.json, true",
        "DEBIAN-CVE-2024-1234.json, true",
        "DSA-1234-1.json, true",
        "ALBA-2022:8256.json, true",
        "GHSA-23px-mw2p-46qm.json, true",
        "kev.json, false",
        "known_exploited_vulnerabilities.json, false",
        "CVE-2024-1234.json.gz, false",
        "package-lock.json, false",
        "CVE-.json, false",
    })
    void single_records_are_told_by_their_file_names(String name, boolean record) {
        assertThat(FeedKind.isRecordName(name)).isEqualTo(record);
    }

    private FeedKind kind(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("feed"), bytes);
        try (Unpacked unpacked = Unpacked.open("feed", file, folder)) {
            return FeedKind.of("feed", unpacked);
        }
    }
}
