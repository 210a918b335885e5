package dev.fettle.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.signing.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BuildPartTest {
    private static final UUID ORDER = UUID.fromString("6f2dd35c-4f0b-4d2b-9d60-5a7d4f1c8e11");
    private static final Octets HASH = Octets.sha256(new byte[3]);

    @Test
    void a_part_comes_out_as_it_went_in_whatever_its_bytes_are() throws LinkException {
        byte[] content = new byte[5_000];
        new Random(20_261_122).nextBytes(content);
        content[0] = '\n';

        BuildPart part = BuildPart.of(new BuildPart(ORDER, HASH, 3L << 20, content).bytes());

        assertThat(part.order()).isEqualTo(ORDER);
        assertThat(part.sha256()).isEqualTo(HASH);
        assertThat(part.from()).isEqualTo(3L << 20);
        assertThat(part.content()).isEqualTo(content);
        assertThat(new BuildPart(ORDER, HASH, 0, new byte[BuildPart.LONGEST]).bytes())
                .hasSizeLessThanOrEqualTo(BuildPart.LONGEST_BODY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "\n",
                "{}\nabc",
                "[]\nabc",
                "{'order':'6f2dd35c-4f0b-4d2b-9d60-5a7d4f1c8e11','sha256':'00','from':0}\nabc",
                "{'order':'6f2dd35c-4f0b-4d2b-9d60-5a7d4f1c8e11','sha256':'H','from':1}\nabc",
                "{'order':'6f2dd35c-4f0b-4d2b-9d60-5a7d4f1c8e11','sha256':'H','from':-1048576}\nabc",
                "{'order':'6f2dd35c-4f0b-4d2b-9d60-5a7d4f1c8e11','sha256':'H','from':0.5}\nabc",
                "{'order':'6f2dd35c-4f0b-4d2b-9d60-5a7d4f1c8e11','sha256':'H','from':0,'to':1}\nabc",
                "{'order':'x','sha256':'H','from':0}\nabc",
                "{'sha256':'H','from':0}\nabc"
            })
    void what_is_no_part_is_refused_with_a_sentence(String text) {
        byte[] bytes = text.replace('\'', '"').replace("H", HASH.hex()).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> BuildPart.of(bytes)).isInstanceOf(LinkException.class);
    }

    @Test
    void no_damaged_part_is_anything_but_a_part_or_refused() {
        Random random = new Random(20_261_122);
        byte[] good = new BuildPart(ORDER, HASH, 0, new byte[100]).bytes();
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 20));
            for (int i = 0; i < 3 && bytes.length > 0; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(BuildPart.of(bytes).bytes()).isNotEmpty();
            } catch (LinkException refused) {
                assertThat(refused.getMessage()).endsWith(".");
            }
        }
    }

    @Test
    void requests_and_answers_come_out_as_they_went_in() throws LinkException {
        assertThat(BuildRequest.of(new BuildRequest(ORDER, HASH).bytes())).isEqualTo(new BuildRequest(ORDER, HASH));
        assertThat(BuildTaken.of(new BuildTaken(7).bytes())).isEqualTo(new BuildTaken(7));
        assertThatThrownBy(() -> BuildTaken.of("{\"have\":-1}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(LinkException.class);
        assertThatThrownBy(() -> BuildRequest.of(
                        ("{\"order\":\"" + ORDER + "\",\"sha256\":\"00\"}").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(LinkException.class);
    }
}
