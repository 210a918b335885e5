package dev.fettle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where there can be no test hosts, the tool says why: in one sentence, with an exit status that means just that. */
final class ObstacleTest {

    @Test
    void without_a_base_it_says_how_to_build_one_and_without_root_that_it_needs_root(@TempDir Path folder)
            throws Exception {
        Ran ran = check(List.of(), Map.of("FETTLE_FLEET", folder.toString()));

        assertThat(ran.status()).isEqualTo(FleetTool.CANNOT_RUN);
        assertThat(ran.output().lines()).hasSize(1);
        assertThat(ran.output())
                .containsAnyOf(
                        "which is not built; run as root: testing/fleet/fleet base",
                        "test hosts need root",
                        "programs that are not here",
                        "this kernel has none",
                        "does not allow them",
                        "there is none");
    }

    @Test
    void an_ordinary_user_is_told_that_it_needs_root(@TempDir Path folder) throws Exception {
        // Where an ordinary user may read it, whoever runs this.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Stream<Path> files = Files.list(FleetTool.find().getParent())) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        boolean root = "root".equals(System.getProperty("user.name"));
        List<String> asNobody = root ? List.of("setpriv", "--reuid=65534", "--clear-groups") : List.of();

        Ran ran = run(asNobody, folder.resolve("fleet"), Map.of());

        assertThat(ran.status()).isEqualTo(FleetTool.CANNOT_RUN);
        assertThat(ran.output()).startsWith("test hosts need root (mounts and name spaces), and this is user ");
    }

    private static Ran check(List<String> before, Map<String, String> environment) throws Exception {
        return run(before, FleetTool.find(), environment);
    }

    private static Ran run(List<String> before, Path program, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> argv = Stream.concat(before.stream(), Stream.of(program.toString(), "check"))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output, "");
    }
}
