package dev.fettle.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.signing.Octets;
import dev.fettle.link.SurveyDelta;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptSurveysTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void what_was_kept_is_found_again_by_its_digest() throws Exception {
        KeptSurveys surveys = new KeptSurveys(folder);
        assertThat(surveys.current()).isEmpty();
        Octets one = surveys.keep(List.of("{}", "{1}"), NOON, "stamp of before");
        Octets two = surveys.keep(List.of("{2}"), NOON.plusSeconds(5), "another stamp");

        assertThat(surveys.lines(one)).contains(List.of("{}", "{1}"));
        assertThat(surveys.lines(SurveyDelta.NOTHING)).contains(List.of());
        assertThat(new KeptSurveys(folder).current())
                .contains(new KeptSurveys.Current(two, NOON.plusSeconds(5), "another stamp"));
        surveys.keepOnly(two, two);
        assertThat(surveys.lines(one)).isEmpty();
        assertThat(surveys.lines(two)).isPresent();
    }

    @Test
    void a_damaged_file_counts_for_nothing() throws Exception {
        KeptSurveys surveys = new KeptSurveys(folder);
        Octets one = surveys.keep(List.of("{}"), NOON, "stamp");
        Files.writeString(folder.resolve("survey-" + one.hex()), "other");
        assertThat(surveys.lines(one)).isEmpty();
        Files.writeString(folder.resolve("current"), "nonsense");
        assertThat(surveys.current()).isEmpty();
    }

    @Test
    void a_look_is_due_when_the_stamp_differs_or_an_hour_is_over_or_the_clock_went_back() {
        KeptSurveys.Current current = new KeptSurveys.Current(SurveyDelta.NOTHING, NOON, "a");
        assertThat(current.isDue("a", NOON.plusSeconds(3_600))).isFalse();
        assertThat(current.isDue("a", NOON.plusSeconds(3_601))).isTrue();
        assertThat(current.isDue("b", NOON.plusSeconds(1))).isTrue();
        assertThat(current.isDue("a", NOON.minusSeconds(1))).isTrue();
    }

    @Test
    void the_stamp_tells_a_change_of_the_package_database_of_the_lists_and_a_boot() throws Exception {
        UUID boot = new UUID(1, 1);
        Path status = folder.resolve("var/lib/dpkg/status");
        Files.createDirectories(status.getParent());
        Files.createDirectories(folder.resolve("var/lib/apt/lists"));
        Files.writeString(status, "one");
        String before = HostStamp.of(folder, boot);
        assertThat(HostStamp.of(folder, boot)).isEqualTo(before);
        assertThat(HostStamp.of(folder, new UUID(1, 2))).isNotEqualTo(before);
        Files.setLastModifiedTime(status, FileTime.from(NOON));
        String touched = HostStamp.of(folder, boot);
        assertThat(touched).isNotEqualTo(before);
        Files.setLastModifiedTime(folder.resolve("var/lib/apt/lists"), FileTime.from(NOON));
        assertThat(HostStamp.of(folder, boot)).isNotEqualTo(touched);
        Files.createDirectories(folder.resolve("run"));
        String lists = HostStamp.of(folder, boot);
        Files.writeString(folder.resolve("run/reboot-required"), "");
        assertThat(HostStamp.of(folder, boot)).isNotEqualTo(lists);
    }
}
