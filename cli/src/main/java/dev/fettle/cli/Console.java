package dev.fettle.cli;

import dev.fettle.core.inventory.Problem;
import dev.fettle.core.text.Printable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The streams a command speaks to: results on one, words about the work on the other. */
final class Console {
    private final BufferedReader in;
    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private final ProgressLine progress;

    /** One to which nobody types anything. */
    Console(PrintStream out, PrintStream err, Terminal terminal) {
        this(InputStream.nullInputStream(), out, err, terminal);
    }

    Console(InputStream in, PrintStream out, PrintStream err, Terminal terminal) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.progress = new ProgressLine(err, terminal);
    }

    Terminal terminal() {
        return terminal;
    }

    OutputStream out() {
        progress.clear();
        return out;
    }

    ProgressLine progress() {
        return progress;
    }

    /** Prints a result of one line. */
    void say(String sentence) {
        progress.clear();
        out.print(Printable.of(sentence) + "\n");
    }

    /** Says something beside the result. */
    void hint(String sentence) {
        progress.clear();
        err.println("fettle: " + Printable.of(sentence));
    }

    /** Asks, and returns the line that was typed; empty if nobody is there to answer. */
    Optional<String> ask(String question) {
        progress.clear();
        err.print(question);
        err.flush();
        Optional<String> answer = readLine();
        if (answer.isEmpty()) {
            err.println();
        }
        return answer;
    }

    /** As above, without showing what is typed. */
    Optional<String> askSecret(String question) {
        progress.clear();
        java.io.Console keyboard = Objects.requireNonNull(System.console());
        char @Nullable [] typed = !keyboard.isTerminal() ? null : keyboard.readPassword("%s", question);
        return typed == null ? Optional.empty() : Optional.of(new String(typed));
    }

    /** Empty at the end of standard input. */
    Optional<String> readLine() {
        try {
            return Optional.ofNullable(in.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException("Standard input cannot be read.", e);
        }
    }

    /** Says what went wrong; whatever the sentence quotes cannot steer the terminal. */
    void error(String sentence) {
        progress.clear();
        err.println("fettle: " + Printable.of(sentence));
    }

    /** As above: where, what, and the text concerned; where is left out if the sentence names it already. */
    void error(Problem problem) {
        String where = problem.where();
        String name = where.substring(where.lastIndexOf('/') + 1);
        String prefix = problem.message().contains(name) ? "" : where + ": ";
        String text = problem.text().isEmpty() ? "" : " It reads: \"" + problem.text() + "\".";
        error(prefix + problem.message() + text);
    }

    /** Says that Fettle itself is at fault, with what its makers need to mend it. */
    void bug(Throwable fault) {
        error("This is a mistake in Fettle, not yours. Nothing was changed. Please report it with the lines below.");
        StringWriter trace = new StringWriter();
        fault.printStackTrace(new PrintWriter(trace));
        trace.toString().lines().forEach(line -> err.println("  " + Printable.of(line.replace("\t", "    "))));
    }

    /** Writes out what is still held back; false, with a sentence, if standard output could not take everything. */
    boolean finish() {
        progress.clear();
        if (out.checkError()) {
            err.println("fettle: standard output could not take the whole result (disk full, or its reader has gone).");
            return false;
        }
        return true;
    }
}
