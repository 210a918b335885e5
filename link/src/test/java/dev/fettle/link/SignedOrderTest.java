package dev.fettle.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.Order;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SignedOrderTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final KeyPair PAIR = pair();
    private static final VerificationKey KEY = key(PAIR);

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static VerificationKey key(KeyPair pair) {
        return VerificationKey.ofDer(Octets.of(pair.getPublic().getEncoded()));
    }

    static List<Order> orders() {
        List<ExactBuild> builds = List.of(
                new ExactBuild("openssl", "amd64", new DebVersion("3.0.17-1~deb12u2")),
                new ExactBuild("tzdata", "all", new DebVersion("1:2025b-0+deb12u1")));
        List<BuildFile> files = List.of(new BuildFile(builds.get(1), 1_430_000, Octets.sha256(new byte[2])));
        return List.of(
                new Order.TakeInventory(),
                new Order.RefreshMetadata(),
                new Order.Download(builds),
                new Order.Simulate(builds),
                new Order.Install(builds),
                new Order.Download(builds, files),
                new Order.Install(builds, files),
                new Order.RollBack(builds, List.of(), files),
                new Order.RollBack(builds, List.of(new ExactBuild("new", "amd64", new DebVersion("1")))),
                new Order.RestartServices(List.of("nginx.service", "postgresql@15-main.service")),
                new Order.Reboot(),
                new Order.RunChecks(List.of()),
                new Order.RunChecks(List.of("web")),
                new Order.CollectEvidence(),
                new Order.Verify(builds, List.of()),
                new Order.Verify(builds, List.of(new ExactBuild("new", "amd64", new DebVersion("1")))),
                new Order.Verify(List.of(), builds),
                new Order.UpdateAgent("1.4.2~rc1", "amd64", 21 << 20, Octets.sha256(new byte[1])));
    }

    private static Envelope envelope(Order order) {
        return new Envelope(
                UUID.randomUUID(),
                UUID.randomUUID(),
                NOON.plusNanos(123_456_789),
                NOON.plusSeconds(600),
                Duration.ofMinutes(30),
                1 << 16,
                order);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void every_order_comes_out_as_it_went_in(Order order) throws LinkException {
        Envelope envelope = envelope(order);

        SignedOrder travelled = SignedOrder.of(
                SignedOrder.sign(envelope, KEY, PAIR.getPrivate()).bytes());

        assertThat(travelled.open(List.of(key(pair()), KEY))).isEqualTo(envelope);
    }

    @Test
    void no_changed_byte_of_an_order_is_obeyed() throws LinkException {
        long seed = 20_261_121;
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            Order order = orders().get(random.nextInt(orders().size()));
            byte[] bytes =
                    SignedOrder.sign(envelope(order), KEY, PAIR.getPrivate()).bytes();
            SignedOrder original = SignedOrder.of(bytes);
            int at = random.nextInt(bytes.length);
            byte old = bytes[at];
            do {
                bytes[at] = (byte) random.nextInt(256);
            } while (bytes[at] == old);
            try {
                SignedOrder changed = SignedOrder.of(bytes);
                if (!changed.equals(original)) {
                    assertThatThrownBy(() -> changed.open(List.of(KEY)))
                            .as("seed %d, round %d", seed, round)
                            .isInstanceOf(LinkException.class);
                }
            } catch (LinkException unreadable) {
                assertThat(unreadable).hasMessageEndingWith(".");
            }
        }
    }

    @Test
    void a_foreign_key_is_named_as_the_reason_and_none_of_its_order_is_read() {
        KeyPair foreign = pair();
        SignedOrder order = SignedOrder.sign(envelope(new Order.Reboot()), key(foreign), foreign.getPrivate());

        assertThatThrownBy(() -> order.open(List.of(KEY))).hasMessageContaining("not trusted here");
        assertThatThrownBy(() -> new SignedOrder(order.payload(), KEY.id(), order.signature()).open(List.of(KEY)))
                .hasMessageContaining("does not hold");
    }

    @Test
    void a_checkpoint_or_any_other_text_signed_by_the_same_key_is_no_order() throws Exception {
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initSign(PAIR.getPrivate());
        String payload = new String(OrderForm.write(envelope(new Order.Reboot())), StandardCharsets.US_ASCII);
        ed25519.update(payload.getBytes(StandardCharsets.US_ASCII));
        SignedOrder order = new SignedOrder(payload, KEY.id(), Octets.of(ed25519.sign()));

        assertThatThrownBy(() -> order.open(List.of(KEY))).hasMessageContaining("does not hold");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"do\":\"run-shell\"",
                "\"do\":\"reboot\",\"builds\":[]",
                "\"do\":\"install\",\"builds\":[]",
                "\"do\":\"install\",\"builds\":[{\"name\":\"--purge\",\"architecture\":\"amd64\",\"version\":\"1\"}]",
                "\"do\":\"install\",\"builds\":[{\"name\":\"ab\",\"architecture\":\"amd64\",\"version\":\"1 2\"}]",
                "\"do\":\"install\",\"builds\":[{\"name\":\"ab\",\"architecture\":\"amd64\"}]",
                "\"do\":\"install\"",
                "\"do\":\"verify\"",
                "\"do\":\"verify\",\"present\":[],\"absent\":[]",
                "\"do\":\"verify\",\"present\":[{\"name\":\"ab\",\"architecture\":\"amd64\",\"version\":\"1\"}]",
                "\"do\":\"verify\",\"present\":[{\"name\":\"ab\",\"architecture\":\"amd64\",\"version\":\"1\"}],\"absent\":"
                        + "[{\"name\":\"ab\",\"architecture\":\"amd64\",\"version\":\"2\"}]",
                "\"do\":\"verify\",\"present\":[{\"name\":\"ab\",\"architecture\":\"amd64\",\"version\":\"1\"}],\"absent\":[],"
                        + "\"newcomers\":[]",
                "\"do\":\"verify\",\"present\":[{\"name\":\"-ab\",\"architecture\":\"amd64\",\"version\":\"1\"}],\"absent\":[]",
                "\"do\":\"restart-services\",\"units\":[\"x.service; reboot\"]",
                "\"do\":\"run-checks\",\"names\":[\"../../bin/sh\"]",
                "\"do\":\"reboot\",\"do\":\"take-inventory\"",
                "\"do\":7",
                "\"do\":[[[[[[[[\"deep\"]]]]]]]]",
                "\"do\":null"
            })
    void what_is_well_signed_but_no_order_is_refused_with_a_sentence(String order) {
        String payload =
                "{\"id\":\"00000000-0000-0001-0000-000000000001\",\"host\":\"00000000-0000-0001-0000-000000000002\","
                        + "\"issued\":\"2026-11-20T12:00:00Z\",\"expires\":\"2026-11-20T13:00:00Z\",\"seconds\":60,\"bytes\":65536,"
                        + order + "}";

        assertThatThrownBy(() -> OrderForm.read(payload.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(LinkException.class)
                .hasMessageEndingWith(".");
    }

    @Test
    void garbage_is_refused_and_never_breaks_the_reader() {
        long seed = 20_261_122;
        Random random = new Random(seed);
        List<String> survivors = new ArrayList<>();
        byte[] good = OrderForm.write(envelope(orders().get(5)));
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = good.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
            try {
                OrderForm.read(Arrays.copyOf(bytes, length));
                survivors.add("read");
            } catch (LinkException refused) {
                assertThat(refused.getMessage())
                        .as("seed %d, round %d", seed, round)
                        .isNotBlank();
            }
        }
        assertThat(survivors).hasSizeLessThan(5_000);
    }
}
