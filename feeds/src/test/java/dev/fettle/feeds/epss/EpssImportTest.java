package dev.fettle.feeds.epss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.catalog.ExploitPrediction;
import dev.fettle.feeds.compiled.Predicted;
import dev.fettle.feeds.compiled.Table;
import dev.fettle.feeds.intake.FeedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EpssImportTest {
    private static final String HEAD =
            "#model_version:v2025.03.14,score_date:2025-08-17T00:00:00+0000\ncve,epss,percentile\n";

    @Test
    void a_day_of_scores_is_read_with_its_date() throws IOException {
        Table table = table(HEAD + "CVE-2024-0001,0.00043,0.12345\nCVE-1999-0001,1,1.0\nCVE-2024-0002,4.3E-4,0\n");
        assertThat(table.property("date")).isEqualTo("2025-08-17T00:00:00+0000");
        assertThat(table.property("records")).isEqualTo("3");
        Predicted scores = new Predicted(table);
        assertThat(scores.find("CVE-2024-0001")).contains(new ExploitPrediction(0.00043, 0.12345));
        assertThat(scores.find("CVE-1999-0001")).contains(new ExploitPrediction(1, 1));
        assertThat(scores.find("CVE-2024-0002")).contains(new ExploitPrediction(0.00043, 0));
        assertThat(scores.find("CVE-2024-0003")).isEmpty();
    }

    @Test
    void windows_line_ends_are_taken() throws IOException {
        assertThat(new Predicted(table((HEAD + "CVE-2024-0001,0.5,0.5\n").replace("\n", "\r\n"))).find("CVE-2024-0001"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CVE-2024-0001,0.5\n",
                "CVE-2024-0001\n",
                ",,\n",
                "\n",
                "CVE-2024-0001,,0.5\n",
                "CVE-2024-0001,0.5,\n",
                "CVE-2024-0001,0.5,0.5,0.5\n",
                "CVE-2024-0001,-0.1,0.5\n",
                "CVE-2024-0001,1.1,0.5\n",
                "CVE-2024-0001,NaN,0.5\n",
                "CVE-2024-0001,Infinity,0.5\n",
                "CVE-2024-0001,0.5x,0.5\n",
                "CVE-2024-0001,0,5,0,5\n",
                "GHSA-1,0.5,0.5\n",
                "CVE-2024-0001;0.5;0.5\n",
                "<html>\n",
                "\u0000\n"
            })
    void a_line_that_is_no_score_is_refused_with_its_number_and_text(String line) {
        assertThatThrownBy(() -> table(HEAD + "CVE-2024-0009,0.5,0.5\n" + line))
                .isInstanceOf(FeedException.class)
                .hasMessageStartingWith("epss.csv, line 4: \"" + line.strip())
                .hasMessageEndingWith("fetch it again.");
    }

    @Test
    void a_file_cut_anywhere_but_behind_a_line_is_refused() {
        String whole = HEAD + "CVE-2024-0001,0.5,0.5\nCVE-2024-0002,0.5,0.5\n";
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            if (cut.endsWith("0.5\n")) {
                continue; // Nothing shows there; FeedStore compares with the last good state.
            }
            assertThatThrownBy(() -> table(cut))
                    .as("cut at %d", length)
                    .isInstanceOf(FeedException.class)
                    .hasMessageStartingWith("epss.csv")
                    .hasMessageEndingWith(".");
        }
    }

    @Test
    void a_score_before_the_header_is_refused() {
        assertThatThrownBy(() -> table("CVE-2024-0001,0.5,0.5\n")).hasMessageContaining("line 1");
    }

    @Test
    void a_line_without_end_is_refused_before_it_fills_the_memory() {
        assertThatThrownBy(() -> table(HEAD + "x".repeat(5 << 20) + "\n"))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("a line of more than");
        assertThatThrownBy(() -> table(HEAD + "CVE-2024-0001,0." + "0".repeat(5000) + ",0.5\n"))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("line 3")
                .message()
                .hasSizeLessThan(300);
    }

    @Test
    void more_scores_than_there_are_vulnerabilities_are_refused() {
        StringBuilder text = new StringBuilder(HEAD);
        for (int i = 0; i < 1_000_001; i++) {
            text.append("CVE-2024-").append(1_000 + i).append(",0,0\n");
        }
        assertThatThrownBy(() -> table(text.toString()))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("more than 1000000 scores");
    }

    @Test
    void a_date_that_is_none_is_left_out() throws IOException {
        String text = HEAD.replace("2025-08-17T00:00:00+0000", "\u001b[31mtoday") + "CVE-2024-0001,0.5,0.5\n";
        assertThat(table(text).property("date")).isEmpty();
    }

    private static Table table(String text) throws IOException {
        byte[] bytes = new EpssImport("epss.csv").csv(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return Table.of(ByteBuffer.wrap(bytes), "epss.csv");
    }
}
