package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.host.Problems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AptPlanTest {
    private static final Path RECORDED = Path.of("src/test/resources/transcripts/apt-plan.jsonl");

    private final Problems problems = new Problems();

    @Test
    void a_recorded_plan_is_read_with_its_versions_and_origins() throws IOException {
        List<AptPlan.Step> steps = read(Files.readAllBytes(RECORDED));
        assertThat(steps).extracting(AptPlan.Step::name).containsExactly("bash", "libssl3", "openssh-client");
        AptPlan.Step libssl = steps.get(1);
        assertThat(libssl.mode()).isEqualTo("upgrade");
        assertThat(libssl.current().version()).hasToString("3.0.19-1~deb12u2");
        assertThat(libssl.install().version()).hasToString("3.0.22-1~deb12u2");
        assertThat(libssl.install().origins()).anySatisfy(origin -> {
            assertThat(origin.isSecurity()).isTrue();
            assertThat(origin.site()).isEqualTo("deb.debian.org");
        });
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void no_plan_is_not_an_empty_plan() throws IOException {
        assertThat(read(new byte[0])).isNull();
        assertThat(read("{\"method\":\"hello\",\"params\":{}}\n".getBytes(StandardCharsets.UTF_8)))
                .isNull();
        assertThat(read("{\"params\":{\"packages\":[]}}\n".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void hostile_steps_become_problems() throws IOException {
        assertThat(read("""
                {"params":{"packages":[{"name":"\\u001b[2J","architecture":"amd64","mode":"upgrade"},
                {"name":"aa","architecture":"amd64","mode":"install","versions":{"install":{"version":"1 2","architecture":"amd64"}}}]}}
                """.getBytes(StandardCharsets.UTF_8)))
                .singleElement()
                .satisfies(step -> assertThat(step.install()).isNull());
        assertThat(problems.list()).hasSize(2);
    }

    @Test
    void damaged_plans_never_break_the_reader() throws IOException {
        byte[] good = Files.readAllBytes(RECORDED);
        long seed = 99;
        Random random = new Random(seed);
        for (int round = 0; round < 1_000; round++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length));
            for (int flips = random.nextInt(8); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            read(bytes);
        }
    }

    private List<AptPlan.Step> read(byte[] bytes) throws IOException {
        return new AptPlan(problems).read(new ByteArrayInputStream(bytes));
    }
}
