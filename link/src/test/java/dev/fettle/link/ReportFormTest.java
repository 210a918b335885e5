package dev.fettle.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.product.DebVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ReportFormTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    static List<Outcome> outcomes() {
        return List.of(
                new Outcome.Succeeded(),
                new Outcome.Failed(FailureKind.PACKAGE_DATABASE, "It broke \u001b[31m\"here\"\n\ud83d\ude00."),
                new Outcome.Unknown("Nobody knows."));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void every_report_comes_out_as_it_went_in_and_is_pure_ascii(Outcome outcome) throws LinkException {
        Report report = new Report(
                UUID.randomUUID(),
                NOON,
                NOON.plusMillis(1_234),
                outcome,
                List.of(
                        new Report.Change("openssl", "amd64", new DebVersion("3.0.11-1"), new DebVersion("3.0.17-1")),
                        new Report.Change("new", "all", null, new DebVersion("1")),
                        new Report.Change("old", "amd64", new DebVersion("1"), null)),
                List.of("<b>kept</b>"),
                List.of(new StaleProcess(812, "ngi)nx (x", "nginx.service", 12.34, List.of("/usr/lib/libssl.so.3"))),
                "…");

        byte[] bytes = ReportForm.write(report);

        assertThat(ReportForm.read(bytes)).isEqualTo(report);
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).matches("[ -~]+");
    }

    @Test
    void a_report_of_an_unknown_kind_is_refused() {
        byte[] bytes = ("{\"order\":\"00000000-0000-0001-0000-000000000001\",\"begun\":\"2026-11-20T12:00:00Z\","
                        + "\"ended\":\"2026-11-20T12:00:00Z\",\"outcome\":\"splendid\",\"changes\":[],\"notes\":[],"
                        + "\"stale\":[],\"output\":\"\"}")
                .getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> ReportForm.read(bytes)).isInstanceOf(LinkException.class);
    }
}
