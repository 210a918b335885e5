package dev.fettle.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.signing.Octets;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExchangeTest {
    private static final UUID ORDER = UUID.fromString("6f9d5b4e-2d53-4b1c-9c57-3b1f0d6c8a11");
    private static final Octets DIGEST = Octets.sha256(new byte[0]);

    @Test
    void what_is_brought_comes_out_as_it_went_in() throws LinkException {
        Exchange brought = new Exchange(List.of(new SignedOrder("{}", DIGEST, DIGEST)), List.of(ORDER));

        assertThat(Exchange.of(brought.bytes())).isEqualTo(brought);
    }

    @Test
    void what_is_answered_comes_out_as_it_went_in_with_a_report_and_without() throws LinkException {
        Instant noon = Instant.parse("2026-11-20T12:00:00Z");
        Report report = Report.of(ORDER, noon, noon, new Outcome.Unknown("Two\nlines."));
        for (Optional<Report> told : List.of(Optional.of(report), Optional.<Report>empty())) {
            Exchange.Reply reply = new Exchange.Reply("0.1.0", List.of(ORDER), true, told);

            assertThat(Exchange.Reply.of(reply.bytes())).isEqualTo(reply);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "[]",
                "{\"orders\":[]}",
                "{\"orders\":[],\"told\":[\"x\"]}",
                "{\"orders\":[],\"told\":[],\"more\":1}",
                "{\"program\":\"1\",\"taken\":[],\"underway\":\"perhaps\"}",
                "{\"program\":\"1\",\"taken\":[],\"underway\":\"true\"}\n{}",
                "{\"program\":\"1\",\"taken\":[],\"underway\":\"true\"}\nWelcome to web-1!"
            })
    void nonsense_is_refused(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Exchange.of(bytes)).isInstanceOf(LinkException.class);
        assertThatThrownBy(() -> Exchange.Reply.of(bytes)).isInstanceOf(LinkException.class);
    }
}
