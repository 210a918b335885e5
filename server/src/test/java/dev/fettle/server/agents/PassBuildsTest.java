package dev.fettle.server.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.Order;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.BuildPart;
import dev.fettle.link.BuildRequest;
import dev.fettle.link.BuildTaken;
import dev.fettle.link.LinkException;
import dev.fettle.link.LinkPaths;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Package files from hosts and to hosts, over real TLS, with a real database. */
final class PassBuildsTest {
    private static final int PART = BuildPart.LONGEST;
    private static final AtomicInteger SEEDS = new AtomicInteger(20_261_122);

    @TempDir
    static Path folder;

    private static Door door;

    @BeforeAll
    static void open() throws Exception {
        door = Door.open(folder, Clock.systemUTC(), Map.of("builds.most-mib", "40"));
    }

    @AfterAll
    static void close() {
        door.close();
    }

    private static byte[] content(int bytes) {
        byte[] content = new byte[bytes];
        new Random(SEEDS.getAndIncrement()).nextBytes(content);
        return content;
    }

    private static BuildFile file(byte[] content) {
        return new BuildFile(
                new ExactBuild("openssl", "amd64", new DebVersion("3.0.17-1")), content.length, Octets.sha256(content));
    }

    /** An order that the agent has and that names the file. */
    private static UUID ordered(TestAgent agent, Order order) {
        UUID id = UUID.randomUUID();
        door.desk.known.put(id, agent.id());
        door.desk.programs.put(id, order);
        return id;
    }

    private static UUID toHandOver(TestAgent agent, BuildFile file) {
        return ordered(agent, new Order.Download(List.of(file.build()), List.of(file)));
    }

    private static TestAgent.Answer sent(TestAgent agent, UUID order, BuildFile file, long from, byte[] part)
            throws IOException {
        return agent.post(LinkPaths.BUILD_PART, new BuildPart(order, file.sha256(), from, part).bytes());
    }

    private static long have(TestAgent.Answer answer) throws LinkException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return BuildTaken.of(answer.body()).have();
    }

    private static long handedOver(TestAgent agent, BuildFile file, byte[] content) throws IOException, LinkException {
        UUID order = toHandOver(agent, file);
        long have = have(sent(agent, order, file, 0, new byte[0]));
        while (have < content.length) {
            byte[] part = Arrays.copyOfRange(content, (int) have, (int) Math.min(content.length, have + PART));
            have = have(sent(agent, order, file, have, part));
        }
        return have;
    }

    private static TestAgent.Answer asked(TestAgent agent, UUID order, BuildFile file) throws IOException {
        return agent.post(LinkPaths.BUILD, new BuildRequest(order, file.sha256()).bytes());
    }

    private static int rows(BuildFile file) {
        return door.jdbc()
                .sql("select count(*) as n from kept_build where sha256 = ?")
                .param(file.sha256().hex())
                .query((row, _) -> row.getInt("n"))
                .single();
    }

    @Test
    void a_file_that_was_cut_off_is_gone_on_with_after_a_restart_and_given_to_whoever_is_ordered_to_have_it()
            throws Exception {
        TestAgent from = door.enrolled("from");
        TestAgent to = door.enrolled("to");
        byte[] content = content(2 * PART + 77);
        BuildFile file = file(content);
        UUID order = toHandOver(from, file);
        assertThat(have(sent(from, order, file, 0, Arrays.copyOf(content, PART))))
                .isEqualTo(PART);
        UUID wants = ordered(to, new Order.Install(List.of(file.build()), List.of(file)));
        assertThat(asked(to, wants, file).status()).as("not whole yet").isEqualTo(404);
        door.restart();

        TestAgent again = door.machine(from.machine, "from");
        again.shows(from.key, from.given());
        assertThat(handedOver(again, file, content)).isEqualTo(content.length);

        TestAgent target = door.machine(to.machine, "to");
        target.shows(to.key, to.given());
        TestAgent.Answer given = asked(target, wants, file);
        assertThat(given.status()).isEqualTo(200);
        assertThat(given.body()).isEqualTo(content);
        assertThat(door.deeds("build.kept"))
                .anyMatch(each -> each.contains(file.sha256().hex()));
    }

    @Test
    void a_part_that_does_not_follow_is_answered_by_what_is_here() throws Exception {
        TestAgent agent = door.enrolled("double");
        byte[] content = content(2 * PART);
        BuildFile file = file(content);
        UUID order = toHandOver(agent, file);
        byte[] first = Arrays.copyOf(content, PART);

        assertThat(have(sent(agent, order, file, PART, first))).isZero();
        assertThat(have(sent(agent, order, file, 0, first))).isEqualTo(PART);
        assertThat(have(sent(agent, order, file, 0, first))).isEqualTo(PART);
        assertThat(handedOver(agent, file, content)).isEqualTo(content.length);
        assertThat(handedOver(agent, file, content)).as("known already").isEqualTo(content.length);
    }

    @Test
    void other_bytes_are_not_kept_and_the_true_ones_are_taken_after_all() throws Exception {
        TestAgent liar = door.enrolled("liar");
        byte[] content = content(1_000);
        BuildFile file = file(content);
        UUID order = toHandOver(liar, file);

        TestAgent.Answer refused = sent(liar, order, file, 0, content(1_000));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text()).contains("openssl:amd64=3.0.17-1", "not the bytes that were planned");
        assertThat(sent(liar, order, file, 0, content).status())
                .as("it does not begin anew at once")
                .isEqualTo(409);
        assertThat(door.deeds("build.refused").stream().filter(each -> each.contains("liar")))
                .as("it is told once")
                .hasSize(1);
        assertThat(door.deeds("build.refused")).anyMatch(each -> each.contains("liar"));
        assertThat(handedOver(door.enrolled("honest"), file, content)).isEqualTo(content.length);
    }

    @Test
    void a_host_that_sends_other_bytes_keeps_no_other_host_from_handing_the_file_over() throws Exception {
        TestAgent liar = door.enrolled("liar");
        byte[] content = content(2 * PART);
        BuildFile file = file(content);
        UUID order = toHandOver(liar, file);
        assertThat(have(sent(liar, order, file, 0, content(PART)))).isEqualTo(PART);

        assertThat(handedOver(door.enrolled("honest"), file, content)).isEqualTo(content.length);

        assertThat(have(sent(liar, order, file, PART, content(PART))))
                .as("it is here")
                .isEqualTo(content.length);
    }

    @Test
    void nothing_is_taken_or_given_that_no_order_of_this_very_host_names() throws Exception {
        TestAgent owner = door.enrolled("owner");
        TestAgent other = door.enrolled("other");
        byte[] content = content(500);
        BuildFile file = file(content);
        UUID order = toHandOver(owner, file);
        handedOver(owner, file, content);
        BuildFile unlike = file(content(501));
        UUID install = ordered(other, new Order.Install(List.of(unlike.build()), List.of(unlike)));

        assertThat(asked(other, order, file).status())
                .as("another host's order")
                .isEqualTo(403);
        assertThat(asked(other, install, file).status()).as("another file").isEqualTo(403);
        assertThat(asked(other, UUID.randomUUID(), file).status())
                .as("no order")
                .isEqualTo(403);
        assertThat(sent(other, order, file, 0, content).status()).isEqualTo(403);
        assertThat(sent(other, install, unlike, 0, new byte[0]).status())
                .as("to install is not to hand over")
                .isEqualTo(403);
        assertThat(asked(other, install, unlike).status()).as("not kept").isEqualTo(404);
        assertThat(asked(door.machine("stranger"), order, file).status()).isEqualTo(401);
    }

    @Test
    void parts_that_do_not_fit_the_file_are_refused() throws Exception {
        TestAgent agent = door.enrolled("misfit");
        byte[] content = content(PART + 5);
        BuildFile file = file(content);
        UUID order = toHandOver(agent, file);

        assertThat(sent(agent, order, file, 0, new byte[7]).status())
                .as("too short")
                .isEqualTo(413);
        assertThat(have(sent(agent, order, file, 0, Arrays.copyOf(content, PART))))
                .isEqualTo(PART);
        assertThat(sent(agent, order, file, PART, new byte[6]).status())
                .as("too long")
                .isEqualTo(413);
        assertThat(agent.post(LinkPaths.BUILD_PART, new byte[BuildPart.LONGEST_BODY + 1])
                        .status())
                .isEqualTo(413);
        for (String nonsense : List.of("", "{}", "{}\n", "\n\n", "[1]\nx", "{\"order\":1}\nx")) {
            assertThat(agent.post(LinkPaths.BUILD_PART, nonsense.getBytes(StandardCharsets.UTF_8))
                            .status())
                    .isEqualTo(400);
            assertThat(agent.post(LinkPaths.BUILD, nonsense.getBytes(StandardCharsets.UTF_8))
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void what_there_is_no_room_for_is_refused_with_the_setting_that_says_so() throws Exception {
        TestAgent agent = door.enrolled("large");
        BuildFile file = new BuildFile(
                new ExactBuild("linux-image", "amd64", new DebVersion("6")), 41L << 20, Octets.sha256(new byte[9]));

        UUID order = toHandOver(agent, file);
        assertThat(have(sent(agent, order, file, 0, new byte[0])))
                .as("who only asks takes no room")
                .isZero();
        TestAgent.Answer refused = sent(agent, order, file, 0, new byte[PART]);

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.text()).contains("no room for linux-image:amd64=6", "40 MiB", "builds.most-mib");
        assertThat(rows(file)).isZero();
    }

    @Test
    void hosts_that_hand_the_same_file_over_at_once_end_with_one() throws Exception {
        byte[] content = content(2 * PART + 1);
        BuildFile file = file(content);
        List<Callable<Long>> hosts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TestAgent agent = door.enrolled("at-once-" + i);
            hosts.add(() -> handedOver(agent, file, content));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Long> each : threads.invokeAll(hosts)) {
                assertThat(each.get()).isEqualTo(content.length);
            }
        }
        assertThat(door.jdbc()
                        .sql("select count(*) as n from kept_build where sha256 = ? and kept_at is not null")
                        .param(file.sha256().hex())
                        .query((row, _) -> row.getInt("n"))
                        .single())
                .isEqualTo(1);
        TestAgent to = door.enrolled("to");
        assertThat(asked(to, ordered(to, new Order.Install(List.of(file.build()), List.of(file))), file)
                        .body())
                .isEqualTo(content);
    }
}
