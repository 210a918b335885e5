package dev.fettle.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CoursesTest {
    private static HostCourse course(int number) {
        return new HostCourse(new HostState.Done(Instant.ofEpochSecond(number)), number, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 257, 1_000})
    void what_is_put_in_is_there_and_what_differs_is_told(int size) {
        Random random = new Random(size);
        List<HostCourse> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(random.nextBoolean() ? HostCourse.BEGINNING : course(i));
        }
        Courses before = Courses.of(list);
        Map<Integer, HostCourse> others = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            int place = random.nextInt(size);
            others.put(place, course(size + i));
        }

        Courses after = before.with(others);

        for (int i = 0; i < size; i++) {
            assertThat(before.at(i)).isEqualTo(list.get(i));
            assertThat(after.at(i)).isEqualTo(others.getOrDefault(i, list.get(i)));
        }
        assertThat(after.differing(before)).containsExactlyElementsOf(others.keySet());
        assertThat(before.differing(Courses.of(list))).isEmpty();
        assertThat(Courses.of(list)).isEqualTo(before).isNotEqualTo(after);
        assertThatThrownBy(() -> before.with(Map.of(size, course(1)))).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> before.differing(Courses.beginning(size + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
