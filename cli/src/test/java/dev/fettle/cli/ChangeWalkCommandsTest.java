package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The whole way from a vulnerability to patched hosts, by two people with the command line, at a real server with six hosts
 * whose agents are played.
 */
final class ChangeWalkCommandsTest {
    @TempDir
    private Path folder;

    @Test
    void a_vulnerability_is_closed_by_two_people_with_the_command_line() throws Exception {
        try (Played played = Played.start(folder)) {
            FettleUser olga = played.user(folder.resolve("olga"), 1);
            FettleUser ada = played.user(folder.resolve("ada"), 2);
            JsonNode draft = olga.json(
                    "changes",
                    "draft",
                    "Close it",
                    "--reason",
                    "It is open",
                    "--patches",
                    "vulnerabilities",
                    "--name",
                    "CVE-2099-1234",
                    "--filter",
                    "tags==shop",
                    "--wave",
                    "pilot 1 soak=0m",
                    "--wave",
                    "all rest soak=0m",
                    "--at-once",
                    "2",
                    "--unavailable",
                    "2");
            assertThat(draft.get("windows").toString()).contains("at any time");
            String change = draft.get("change").get("id").asString();
            olga.fettle("changes", "propose", change);
            FettleUser.Result own = olga.run("", "changes", "approve", change, "--content", hash(draft));
            assertThat(own.code()).isNotZero();
            assertThat(ada.fettle("changes", "show", change)).contains("CVE-2099-1234", "at any time");
            ada.fettle("changes", "approve", change, "--content", hash(draft));

            String run = olga.json("rollouts", "start", change, "--content", hash(draft))
                    .get("rollout")
                    .get("id")
                    .asString();
            FettleUser.until(
                    "the pilot is done", () -> hosts(olga, run, "done") == 1 && hosts(olga, run, "asked") == 2);
            olga.fettle("rollouts", "pause", run);
            FettleUser.until("orders are withdrawn", () -> hosts(olga, run, "asked") == 0);
            JsonNode last =
                    olga.json("rollouts", "hosts", run, "--name", "shop-6").get(0);
            olga.fettle("rollouts", "skip", run, last.get("host").asString(), "--reason", "It is replaced");
            assertThat(olga.fettle("rollouts", "show", run)).contains("olga has paused it.");
            olga.fettle("rollouts", "resume", run, "--reason", "The pilot is well");
            played.rest();
            FettleUser.until("it ends", () -> stage(olga, run).equals("partly"));
            assertThat(hosts(olga, run, "done")).isEqualTo(5);

            JsonNode facts = olga.json("facts", "--filter", "rollout==" + run + ";outcome==done");
            assertThat(facts).hasSize(5).allSatisfy(each -> {
                assertThat(each.get("approvedAt").asString())
                        .isLessThan(each.get("startedAt").asString());
                assertThat(each.get("installedAt").asString())
                        .isLessThanOrEqualTo(each.get("endedAt").asString());
                assertThat(each.get("detectedAt").isNull()).isFalse();
            });
            assertThat(olga.fettle("facts", "--format", "csv")).contains("shop-6", "skipped");
            olga.fettle("changes", "incident", change, "The till stood still", "--minutes", "4");
            assertThat(ada.fettle("changes", "incidents", change)).contains("The till stood still", "olga");

            FettleUser vera = played.user(folder.resolve("vera"), 3);
            assertThat(vera.fettle("audit", "--limit", "500", "--format", "json"))
                    .contains("change.approved", "rollout.host-skipped", "change.incident-recorded", "ada", "olga");
        }
    }

    private static String hash(JsonNode draft) {
        return draft.get("change").get("content").asString();
    }

    private static int hosts(FettleUser who, String run, String state) {
        return who.json("rollouts", "hosts", run, "--state", state).size();
    }

    private static String stage(FettleUser who, String run) {
        return who.json("rollouts", "show", run).get("rollout").get("stage").asString();
    }

    /** {@code PlayedFleetMain} of the server's tests. */
    private record Played(Process process, List<String> words) implements AutoCloseable {
        static Played start(Path folder) throws IOException {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            String classes =
                    Path.of("..", "server", "target", "test-classes") + File.pathSeparator + ServerProcess.classPath();
            Process process = new ProcessBuilder(
                            java,
                            "-Xmx512m",
                            "-cp",
                            classes,
                            "dev.fettle.server.rollouts.PlayedFleetMain",
                            folder.toString())
                    .redirectError(folder.resolve("played.err").toFile())
                    .start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            while (line != null && !line.startsWith("Played: ")) {
                line = out.readLine();
            }
            assertThat(line).as("what the server says").isNotNull();
            return new Played(
                    process, List.of(line.substring("Played: ".length()).split(" ", -1)));
        }

        FettleUser user(Path home, int token) {
            FettleUser user = new FettleUser(home);
            FettleUser.Result login =
                    user.run(words.get(token) + "\n", "login", "--server", words.getFirst(), "--token-stdin");
            assertThat(login.code()).as(login.err()).isZero();
            return user;
        }

        /** The agents of the other hosts begin. */
        void rest() throws IOException {
            OutputStream in = process.getOutputStream();
            in.write('\n');
            in.flush();
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            try {
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
