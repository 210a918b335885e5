package dev.fettle.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Access;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SliceTest {
    @Test
    void the_parts_together_are_the_list() {
        for (int total = 0; total < 25; total++) {
            List<Integer> all = IntStream.range(0, total).boxed().toList();
            List<Integer> together = new ArrayList<>();
            int parts = Slice.of(all, 1, 7).parts();
            for (int part = 1; part <= parts; part++) {
                Slice<Integer> slice = Slice.of(all, part, 7);
                together.addAll(slice.items());
                assertThat(slice.hasBefore()).isEqualTo(part > 1);
                assertThat(slice.hasMore()).isEqualTo(part < parts);
                assertThat(slice.total()).isEqualTo(total);
            }
            assertThat(together).isEqualTo(all);
        }
    }

    @Test
    void a_part_that_is_not_there_is_the_nearest_one() {
        List<Integer> all = List.of(1, 2, 3);
        assertThat(Slice.of(all, -5, 2).number()).isEqualTo(1);
        assertThat(Slice.of(all, Integer.MAX_VALUE, 2).items()).containsExactly(3);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, just now",
        "PT59S, just now",
        "PT1M, 1 minute ago",
        "PT119M, 119 minutes ago",
        "PT2H, 2 hours ago",
        "PT47H, 47 hours ago",
        "PT48H, 2 days ago",
        "-PT1S, in the future"
    })
    void ages_are_told_as_people_do(Duration age, String told) {
        Instant now = Instant.parse("2026-11-20T12:00:00Z");
        Frame frame = new Frame(
                "/", null, Access.NONE, new Frame.Csrf("", "", ""), List.of(), new Assets(), "1", now, ZoneOffset.UTC);

        assertThat(frame.ago(now.minus(age))).isEqualTo(told);
        assertThat(frame.time(now)).isEqualTo("20 Nov 2026, 12:00");
    }
}
