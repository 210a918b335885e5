package dev.fettle.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.inventory.Survey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SurveyFormTest {
    private static final int ROUNDS = 200;

    @Test
    void whatIsWrittenIsReadAgainWhateverTheOrderOfTheLines() throws LinkException {
        MadeUpSurveys surveys = new MadeUpSurveys(1);
        Random random = new Random(2);
        for (int round = 0; round < ROUNDS; round++) {
            Survey survey = surveys.next(round % 60);
            List<String> lines = SurveyForm.lines(survey);
            assertThat(lines).isSorted().doesNotHaveDuplicates().allMatch(line -> line.matches("[ -~]+"));
            List<String> shuffled = new ArrayList<>(lines);
            Collections.shuffle(shuffled, random);
            assertThat(SurveyForm.lines(SurveyReader.read(shuffled))).isEqualTo(lines);
            assertThat(SurveyReader.read(lines)).isEqualTo(survey);
        }
    }

    @Test
    void aDeltaMakesTheOneOfTheOtherAndOfNothingElse() throws LinkException {
        MadeUpSurveys surveys = new MadeUpSurveys(3);
        List<String> before = List.of();
        for (int round = 0; round < ROUNDS; round++) {
            List<String> after = SurveyForm.lines(surveys.next(40));
            SurveyDelta delta =
                    SurveyDelta.of(SurveyDelta.between(before, after).bytes());
            assertThat(delta.apply(before)).contains(after);
            assertThat(delta.apply(after)).isEmpty();
            assertThat(delta.isWhole()).isEqualTo(round == 0);
            before = after;
        }
    }

    @Test
    void aDeltaThatDoesNotKeepItsWordIsRefused() {
        List<String> before = SurveyForm.lines(new MadeUpSurveys(4).next(10));
        SurveyDelta honest = SurveyDelta.between(before, before.subList(1, before.size()));
        assertThat(new SurveyDelta(honest.from(), honest.to(), List.of(), List.of()).apply(before))
                .isEqualTo(Optional.empty());
        assertThat(new SurveyDelta(honest.from(), honest.to(), honest.removed(), List.of("{}")).apply(before))
                .isEqualTo(Optional.empty());
        assertThat(new SurveyDelta(honest.from(), honest.to(), List.of("absent"), List.of()).apply(before))
                .isEqualTo(Optional.empty());
    }

    @Test
    void damagedLinesAreRefusedAndNeverRead() throws LinkException {
        List<String> lines = SurveyForm.lines(new MadeUpSurveys(5).next(12));
        Random random = new Random(6);
        int refused = 0;
        for (int round = 0; round < 3_000; round++) {
            List<String> damaged = new ArrayList<>(lines);
            int at = random.nextInt(damaged.size());
            byte[] line = damaged.get(at).getBytes(StandardCharsets.US_ASCII);
            line[random.nextInt(line.length)] = (byte) (32 + random.nextInt(95));
            damaged.set(at, new String(line, StandardCharsets.US_ASCII));
            try {
                SurveyReader.read(damaged);
            } catch (LinkException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
        assertThat(SurveyReader.read(lines)).isNotNull();
    }

    @Test
    void linesThatTogetherWouldFillTheMemoryAreRefused() {
        String dense = "{\"is\":\"package\",\"from\":[" + "{},".repeat(40_000) + "{}]}";
        assertThatThrownBy(() -> SurveyReader.read(Collections.nCopies(500, dense)))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("things");
    }

    @Test
    void whatIsMissingTwiceOrUnknownIsRefused() {
        List<String> lines = SurveyForm.lines(new MadeUpSurveys(7).next(3));
        List<String> without =
                lines.stream().filter(line -> !line.contains("\"is\":\"host\"")).toList();
        assertThatThrownBy(() -> SurveyReader.read(without)).isInstanceOf(LinkException.class);
        List<String> more = new ArrayList<>(lines);
        more.add("{\"is\":\"spell\"}");
        assertThatThrownBy(() -> SurveyReader.read(more)).isInstanceOf(LinkException.class);
        List<String> nested = List.of("[".repeat(5_000));
        assertThatThrownBy(() -> SurveyReader.read(nested)).isInstanceOf(LinkException.class);
    }
}
