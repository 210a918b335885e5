package dev.fettle.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.signing.Octets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckInTest {
    private static final UUID RUN = UUID.fromString("6f9d5b4e-2d53-4b1c-9c57-3b1f0d6c8a11");
    private static final Octets DIGEST = Octets.sha256(new byte[0]);

    @Test
    void whatAHostSaysIsReadAsItWasWritten() throws LinkException {
        CheckIn first = new CheckIn("0.1.0", RUN, RUN, Optional.empty(), 0, List.of());
        CheckIn later = new CheckIn("0.1.0", RUN, RUN, Optional.of(DIGEST), CheckIn.LONGEST_WAIT, List.of(RUN));
        assertThat(CheckIn.of(first.bytes())).isEqualTo(first);
        assertThat(CheckIn.of(later.bytes())).isEqualTo(later);
    }

    @Test
    void whatTheServerAnswersIsReadAsItWasWritten() throws LinkException {
        SignedOrder order = new SignedOrder("{}", DIGEST, DIGEST);
        CheckInReply reply = new CheckInReply(
                Instant.parse("2026-11-21T12:00:00Z"),
                CheckInReply.Standing.CLONED,
                60,
                SurveyDelta.NOTHING,
                List.of(order));
        assertThat(CheckInReply.of(reply.bytes())).isEqualTo(reply);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"now\":\"soon\"}",
                "{\"now\":\"2026-11-21T12:00:00Z\",\"standing\":\"odd\",\"next\":0,\"inventory\":\"\",\"orders\":[]}",
                "{\"now\":\"2026-11-21T12:00:00Z\",\"standing\":\"good\",\"next\":-1,\"inventory\":\"\",\"orders\":[]}",
                "{\"now\":\"2026-11-21T12:00:00Z\",\"standing\":\"good\",\"next\":0,\"inventory\":\"x\",\"orders\":[]}"
            })
    void anAnswerThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> CheckInReply.of(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(LinkException.class);
    }

    /** Three bytes of it are more than seventy in memory, and a host has 24 MiB for everything. */
    @Test
    void aSmallTextThatWouldFillTheMemoryIsRefused() {
        String dense = "{\"orders\":[" + "{},".repeat(1_000_000) + "{}]}";
        String nested = "{\"orders\":[" + ("[" + "{},".repeat(90_000) + "{}],").repeat(11) + "[]]}";
        for (String text : List.of(dense, nested)) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            assertThatThrownBy(() -> CheckInReply.of(bytes))
                    .isInstanceOf(LinkException.class)
                    .hasMessageContaining("more than 500 things");
            assertThatThrownBy(() -> CheckIn.of(bytes)).hasMessageContaining("more than 50000 things");
            assertThatThrownBy(() -> SurveyDelta.of(bytes)).hasMessageContaining("more than 200000 things");
            assertThatThrownBy(() -> ReportForm.read(bytes)).hasMessageContaining("more than 300000 things");
        }
    }

    @Test
    void whoeverEnrolsProvesThatTheKeyIsTheirOwn() throws Exception {
        KeyPair pair = pair("secp256r1");
        Enrolment signed =
                Enrolment.sign("fe-1", pair.getPublic(), pair.getPrivate(), "machine-id 00", "web-1", "0.1.0", RUN);
        Enrolment read = Enrolment.of(signed.bytes());
        assertThat(read).isEqualTo(signed);
        assertThat(read.provenKey()).isEqualTo(pair.getPublic());
    }

    @Test
    void whoeverEnrolsWithAnothersKeyOrTokenIsRefused() throws Exception {
        KeyPair pair = pair("secp256r1");
        Enrolment signed =
                Enrolment.sign("fe-1", pair.getPublic(), pair.getPrivate(), "machine-id 00", "web-1", "0.1.0", RUN);
        Enrolment otherToken = new Enrolment(
                "fe-2", signed.key(), signed.machine(), signed.name(), signed.program(), RUN, signed.proof());
        Enrolment otherKey = new Enrolment(
                signed.token(),
                Octets.of(pair("secp256r1").getPublic().getEncoded()),
                signed.machine(),
                signed.name(),
                signed.program(),
                RUN,
                signed.proof());
        assertThatThrownBy(otherToken::provenKey).isInstanceOf(LinkException.class);
        assertThatThrownBy(otherKey::provenKey).isInstanceOf(LinkException.class);
        KeyPair large = pair("secp384r1");
        Enrolment foreignCurve =
                Enrolment.sign("fe-1", large.getPublic(), large.getPrivate(), "machine-id 00", "web-1", "0.1.0", RUN);
        assertThatThrownBy(foreignCurve::provenKey).isInstanceOf(LinkException.class);
    }

    @Test
    void aTokenIsReadAsItWasWrittenAndNothingElseIsOne() throws LinkException {
        EnrolmentToken token = new EnrolmentToken(Octets.of(new byte[24]), DIGEST);
        assertThat(EnrolmentToken.of(" " + token.text() + "\n")).isEqualTo(token);
        assertThat(token.toString()).doesNotContain(token.secret().hex());
        for (String wrong :
                List.of("", "fe--", "fe-00-00", token.text() + "-", token.text().toUpperCase(Locale.ROOT))) {
            assertThatThrownBy(() -> EnrolmentToken.of(wrong)).isInstanceOf(LinkException.class);
        }
    }

    private static KeyPair pair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }
}
