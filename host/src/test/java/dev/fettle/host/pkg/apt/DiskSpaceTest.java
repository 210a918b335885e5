package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.host.ChangeException;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DiskSpaceTest {
    private static final int MEBIBYTE = 1024;

    private final List<Integer> asked = new ArrayList<>();

    /** Each package takes a MiB, and 3 GiB are free. */
    private Result run(Command command, Shell.Consumer consumer) throws HostException {
        String answer = "Avail\n" + (3L << 30) + "\n";
        if (command.program().equals("apt-cache")) {
            int names = command.argv().size() - 3;
            asked.add(names);
            answer = ("Package: x\nInstalled-Size: " + MEBIBYTE + "\n\n").repeat(names);
        }
        try {
            consumer.accept(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
            return new Result(0, "", "", false);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void require(int packages) throws ChangeException {
        DiskSpace.require(
                new AptRun(this::run, Duration.ZERO, Path.of("output")),
                IntStream.range(0, packages)
                        .mapToObj(at -> new ExactBuild("package-" + at, "amd64", new DebVersion("1")))
                        .toList());
    }

    @Test
    void of_thousands_of_packages_all_are_counted_and_few_asked_of_at_once() throws Exception {
        require(2_900);
        assertThat(asked).hasSizeGreaterThan(10).allMatch(names -> names <= 200);
        assertThatThrownBy(() -> require(5_000))
                .isInstanceOf(ChangeException.class)
                .hasMessageContaining("3072 MiB are free and 5100 MiB may be needed");
    }
}
