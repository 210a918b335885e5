package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Completion, by the shells themselves. */
final class CompletionTest {
    @TempDir
    private Path folder;

    /** Asks an interactive zsh in a terminal of its own, for elsewhere zsh completes nothing. */
    private static final String ZSH = """
            zmodload zsh/zpty
            zpty asked "ASKED_FOLDER=${(q)1} ASKED_TYPED=${(q)2} zsh -f -i"
            zpty -w asked "source ${(q)1}/answering.zsh"
            zpty -w -n asked $'\\x18'
            while zpty -r asked line && [[ $line != *ASKED* ]]; do :; done
            zpty -d asked
            """;

    /** All that completes ends in compadd, whose place is taken here by what writes down the words that fit. */
    private static final String ANSWERING_ZSH = """
            fpath=($ASKED_FOLDER $fpath)
            autoload -Uz compinit && compinit -D -u
            compadd() {
                local -a found
                builtin compadd -O found "$@"
                (( $#found )) && print -rl -- $found >> $ASKED_FOLDER/found
                builtin compadd "$@"
            }
            zle -C complete-typed list-choices _main_complete
            answer() {
                BUFFER=$ASKED_TYPED; CURSOR=$#BUFFER; zle complete-typed
                BUFFER='print ASKE''D'; zle accept-line
            }
            zle -N answer
            bindkey '^X' answer
            """;

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

    /** What each shell has to make of what was typed. */
    static Stream<Arguments> typed() {
        return Stream.of(
                        "fettle ho|hosts host-rules host-groups",
                        "fettle hosts s|show",
                        "fettle hosts d|describe duplicates",
                        "fettle hosts --fo|--format",
                        "fettle hosts --format j|json",
                        "fettle hosts --exposure int|internal internet",
                        "fettle people si|sign-out",
                        "fettle completion z|zsh",
                        "fettle sc|scan scans",
                        "fettle up|up",
                        "fettle audit ver|verify",
                        "fettle login --tok|--token-stdin --token-prompt")
                .map(each -> each.split("\\|", 2))
                .map(each -> Arguments.of(each[0], each[1]));
    }

    private static void requireInstalled(String shell) {
        boolean there = Stream.of("/usr/bin", "/bin").anyMatch(each -> Files.isExecutable(Path.of(each, shell)));
        assumeTrue(there, shell + " is not installed, so it could not be asked");
    }

    private static List<String> words(String expected) {
        return Arrays.asList(expected.split(" ", -1));
    }

    @ParameterizedTest
    @MethodSource("typed")
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

        assertThat(out.lines()).containsExactlyInAnyOrderElementsOf(words(expected));
    }

    @ParameterizedTest
    @MethodSource("typed")
    void fish_completes(String typed, String expected) throws Exception {
        requireInstalled("fish");
        String out = run(List.of(
                "env",
                "HOME=" + folder,
                "XDG_CONFIG_HOME=" + folder,
                "XDG_DATA_HOME=" + folder,
                "fish",
                "--no-config",
                "-c",
                "source $argv[1]; complete -C $argv[2]",
                script("fish").toString(),
                typed));

        // Behind a tab is what it does.
        assertThat(out.lines().map(line -> line.split("\t", 2)[0]))
                .containsExactlyInAnyOrderElementsOf(words(expected));
    }

    @ParameterizedTest
    @MethodSource("typed")
    void zsh_completes(String typed, String expected) throws Exception {
        requireInstalled("zsh");
        Path own = Files.createDirectories(folder.resolve("zsh"));
        Files.move(script("zsh"), own.resolve("_fettle"));
        Files.writeString(own.resolve("answering.zsh"), ANSWERING_ZSH);
        Path asking = Files.writeString(own.resolve("asking.zsh"), ZSH);

        run(List.of("env", "HOME=" + folder, "TERM=vt100", "zsh", "-f", asking.toString(), own.toString(), typed));

        assertThat(own.resolve("found")).exists();
        assertThat(Files.readAllLines(own.resolve("found"))).containsExactlyInAnyOrderElementsOf(words(expected));
    }

    @Test
    void another_shell_is_not_known() {
        assertThat(new Cli(folder).run("completion", "tcsh").code()).isEqualTo(64);
    }
}
