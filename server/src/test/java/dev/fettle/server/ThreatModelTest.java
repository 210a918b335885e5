package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/threat-model.md names tests: they must be there. */
final class ThreatModelTest {
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]+Test)`");

    @Test
    void each_test_that_is_named_is_there() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        Set<String> named = new TreeSet<>();
        Matcher each = TEST.matcher(Files.readString(root.resolve("docs/threat-model.md")));
        while (each.find()) {
            named.add(each.group(1));
        }

        assertThat(named).hasSizeGreaterThan(20);
        assertThat(tests(root)).containsAll(named);
    }

    private static Set<String> tests(Path root) throws IOException {
        Set<String> there = new TreeSet<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path sources : modules.map(each -> each.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(sources)) {
                    there.addAll(files.map(each -> each.getFileName().toString())
                            .filter(name -> name.endsWith("Test.java"))
                            .map(name -> name.substring(0, name.length() - ".java".length()))
                            .collect(Collectors.toSet()));
                }
            }
        }
        return there;
    }
}
