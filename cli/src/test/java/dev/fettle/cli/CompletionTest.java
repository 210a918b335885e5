package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Completion, by the shells themselves. */
final class CompletionTest {
    @TempDir
    private Path folder;

    private Path script(String shell) throws Exception {
        Cli.Result result = new Cli(folder).run("completion", shell);
        assertThat(result.code()).as(result.err()).isZero();
        return Files.writeString(folder.resolve("fettle." + shell), result.out());
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return out;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fettle ho|hosts",
                "fettle hosts s|show",
                "fettle hosts --fo|--format",
                "fettle hosts --format j|json",
                "fettle completion z|zsh",
                "fettle sc|scan scans",
                "fettle up|up",
                "fettle audit ver|verify",
                "fettle login --tok|--token-stdin --token-prompt"
            })
    void bash_completes(String typed, String expected) throws Exception {
        String[] words = typed.split(" ", -1);
        StringBuilder list = new StringBuilder();
        for (String word : words) {
            list.append('\'').append(word).append("' ");
        }
        String out = run(List.of(
                "bash",
                "--norc",
                "-c",
                "source \"$0\"; COMP_WORDS=(" + list + "); COMP_CWORD=" + (words.length - 1)
                        + "; _fettle; printf '%s\\n' \"${COMPREPLY[@]}\"",
                script("bash").toString()));

        assertThat(out.lines()).containsExactlyInAnyOrder(expected.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource({"zsh,-n", "fish,-n"})
    void other_shells_understand_it_where_they_are_installed(String shell, String check) throws Exception {
        Path script = script(shell);
        assertThat(script).content().contains("hosts", "--format".replace("--", shell.equals("fish") ? "-l " : "--"));
        boolean there = Files.isExecutable(Path.of("/usr/bin", shell)) || Files.isExecutable(Path.of("/bin", shell));
        assumeTrue(there, shell + " is not installed, so it could not be asked");

        run(List.of(shell, check, script.toString()));
    }

    @Test
    void another_shell_is_not_known() {
        assertThat(new Cli(folder).run("completion", "tcsh").code()).isEqualTo(64);
    }
}
