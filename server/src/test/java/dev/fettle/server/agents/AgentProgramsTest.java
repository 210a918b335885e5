package dev.fettle.server.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.order.Order;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.LinkPaths;
import dev.fettle.link.ProgramRequest;
import dev.fettle.server.folder.DataFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs on their way to hosts, over real TLS. */
final class AgentProgramsTest {
    @TempDir
    static Path folder;

    private static Door door;
    private static AgentPrograms programs;

    @BeforeAll
    static void open() throws Exception {
        door = Door.open(folder, Clock.systemUTC(), Map.of());
        programs = door.bean(AgentPrograms.class);
    }

    @AfterAll
    static void close() {
        door.close();
    }

    private static Path file(String name) {
        return door.bean(DataFolder.class).resolve("programs").resolve(name);
    }

    private static byte[] put(String version, String architecture, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Files.write(file("fettle-agent-" + version + "-linux-" + architecture + ".tar.gz"), content);
        return content;
    }

    private static UUID order(TestAgent of, Order.UpdateAgent program) {
        UUID id = UUID.randomUUID();
        door.desk.known.put(id, of.id());
        door.desk.programs.put(id, program);
        return id;
    }

    private static TestAgent.Answer fetched(TestAgent by, UUID order) throws IOException {
        return by.post(LinkPaths.PROGRAM, new ProgramRequest(order).bytes());
    }

    @Test
    void the_newest_by_debians_order_is_chosen_for_each_architecture() throws Exception {
        byte[] newest = put("1.10.0", "amd64", 1_000);
        put("1.9.0", "amd64", 1_001);
        put("1.11.0~rc1", "arm64", 1_002);
        Files.writeString(file("fettle-agent-9 9-linux-amd64.tar.gz"), "no version");
        Files.writeString(file("fettle-agent-9.9-linux-amd64.tar.gz.part"), "no program");
        Files.createDirectory(file("fettle-agent-9.8-linux-amd64.tar.gz"));
        Files.createSymbolicLink(file("fettle-agent-9.7-linux-amd64.tar.gz"), Path.of("/etc/hostname"));
        Files.createFile(file("fettle-agent-9.6-linux-amd64.tar.gz"));

        assertThat(programs.newest("amd64"))
                .contains(new Order.UpdateAgent("1.10.0", "amd64", newest.length, Octets.sha256(newest)));
        assertThat(programs.newest("arm64"))
                .hasValueSatisfying(order -> assertThat(order.version()).isEqualTo("1.11.0~rc1"));
        assertThat(programs.newest("sparc")).isEmpty();
    }

    @Test
    void a_host_gets_the_program_that_its_order_names_and_no_other_host_does() throws Exception {
        byte[] content = put("2.0", "riscv64", 3 << 20);
        Order.UpdateAgent program = programs.newest("riscv64").orElseThrow();
        TestAgent agent = door.enrolled("updated");
        UUID id = order(agent, program);

        TestAgent.Answer answer = fetched(agent, id);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(content);

        assertThat(fetched(door.enrolled("other"), id).status()).isEqualTo(404);
        assertThat(fetched(agent, UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(fetched(door.machine("stranger"), id).status()).isEqualTo(401);
        assertThat(agent.send("GET", LinkPaths.PROGRAM, new byte[0]).status()).isEqualTo(405);
        assertThat(agent.post(LinkPaths.PROGRAM, "{\"order\":\"../x\"}".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(400);
        TestAgent copy = agent.copy();
        agent.checksIn();
        copy.restarted().checksIn();
        agent.checksIn();
        // The first may have been late, from before a restart.
        agent.checksIn();
        assertThat(fetched(agent, id).status())
                .as("of two machines with one identity")
                .isEqualTo(403);
    }

    @Test
    void a_file_that_was_changed_or_taken_away_is_not_what_the_order_names() throws Exception {
        put("3.0", "s390x", 5_000);
        Order.UpdateAgent program = programs.newest("s390x").orElseThrow();
        TestAgent agent = door.enrolled("late");
        UUID id = order(agent, program);
        Path file = file("fettle-agent-3.0-linux-s390x.tar.gz");
        Files.write(file, new byte[5_000]);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));

        assertThat(fetched(agent, id))
                .matches(answer -> answer.status() == 404)
                .matches(answer -> answer.text().contains("is not on this server any more"));
        Files.delete(file);
        assertThat(fetched(agent, id).status()).isEqualTo(404);
        assertThat(programs.newest("s390x")).isEmpty();
    }
}
