package dev.fettle.cli;

import dev.fettle.core.audit.ChainVerdict;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.core.text.Printable;
import dev.fettle.trail.TrailException;
import dev.fettle.trail.TrailVerification;
import dev.fettle.trail.TrailWords;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code fettle audit verify}: whether an exported audit trail is as it was written. Needs no server. */
final class AuditVerifyCommand implements Command {
    /** Bytes; one key has about a hundred. */
    private static final int LONGEST_KEY = 1 << 16;

    private final Console console;

    AuditVerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public String name() {
        return "audit verify";
    }

    @Override
    public String operands() {
        return "FILE";
    }

    @Override
    public String description() {
        return "Says whether an exported audit trail (JSON Lines) is as it was written, and what is the first thing that"
                + " is not. Needs the server's public key and nothing else.";
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(valued("key", "PUBLIC.pem", "A key that may have signed its checkpoints; repeatable."))
                .addOption(valued(
                        "checkpoint",
                        "FILE",
                        "Checkpoints that were kept elsewhere, one on each line. Only they show that the end was cut"
                                + " off, or all of it written anew by somebody who has the key."))
                .addOption(Option.builder("q")
                        .longOpt("quiet")
                        .desc("No progress on standard error.")
                        .get())
                .addOption(Option.builder("h").longOpt("help").desc("Say this.").get());
    }

    private static Option valued(String name, String value, String description) {
        return Option.builder()
                .longOpt(name)
                .hasArg()
                .argName(value)
                .desc(description)
                .get();
    }

    /** What could not be read, in a sentence. */
    private static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableException(Path file, String why) {
            super(file + " cannot be used: " + why + ".");
        }
    }

    @Override
    public int run(CommandLine line) throws UsageException {
        if (line.getArgList().size() != 1) {
            throw new UsageException("Name one file, for example: fettle audit verify trail.jsonl --key public.pem");
        }
        if (!line.hasOption("key")) {
            throw new UsageException("Name the server's public key with --key. The audit page of the server has it.");
        }
        Path file = path(line.getArgList().getFirst());
        List<Path> keyFiles = paths(line, "key");
        List<Path> known = paths(line, "checkpoint");
        console.progress().setQuiet(line.hasOption("quiet"));
        try {
            List<VerificationKey> keys = new ArrayList<>();
            for (Path key : keyFiles) {
                keys.add(key(key));
            }
            List<Checkpoint> checkpoints = new ArrayList<>();
            for (Path each : known) {
                checkpoints.addAll(checkpoints(each));
            }
            return tell(verify(file, keys, checkpoints), known.isEmpty());
        } catch (UnreadableException e) {
            console.error(String.valueOf(e.getMessage()));
            return ExitCode.FAILED;
        }
    }

    private static List<Path> paths(CommandLine line, String option) throws UsageException {
        List<Path> paths = new ArrayList<>();
        for (String text : Optional.ofNullable(line.getOptionValues(option)).orElse(new String[0])) {
            paths.add(path(text));
        }
        return paths;
    }

    private static Path path(String text) throws UsageException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException("\"" + text + "\" is no path of a file.", e);
        }
    }

    private static VerificationKey key(Path file) throws UnreadableException {
        try (InputStream in = Files.newInputStream(file)) {
            return VerificationKey.ofPem(new String(in.readNBytes(LONGEST_KEY), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UnreadableException(file, reason(e));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(file, String.valueOf(e.getMessage()));
        }
    }

    private static List<Checkpoint> checkpoints(Path file) throws UnreadableException {
        try (InputStream in = Files.newInputStream(file)) {
            return TrailVerification.checkpoints(in);
        } catch (IOException e) {
            throw new UnreadableException(file, reason(e));
        } catch (TrailException e) {
            throw new UnreadableException(file, String.valueOf(e.getMessage()));
        }
    }

    private ChainVerdict verify(Path file, List<VerificationKey> keys, List<Checkpoint> known)
            throws UnreadableException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            console.progress().step("Following the chain of " + file);
            return TrailVerification.verify(
                    in, keys, known, number -> console.progress().amount("entries", number, 0));
        } catch (IOException e) {
            throw new UnreadableException(file, reason(e));
        } catch (TrailException e) {
            throw new UnreadableException(file, String.valueOf(e.getMessage()));
        }
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "it does not exist" : String.valueOf(e.getMessage());
    }

    private int tell(ChainVerdict verdict, boolean noneKnown) {
        PrintStream out = new PrintStream(console.out(), false, StandardCharsets.UTF_8);
        out.println(Printable.of(TrailWords.of(verdict)));
        if (verdict.tampering().isPresent()) {
            out.flush();
            return ExitCode.TAMPERED;
        }
        if (noneKnown && verdict.proven()) {
            out.println("Whether there was more behind it, only a checkpoint that was kept elsewhere can show: name its"
                    + " file with --checkpoint.");
        }
        out.flush();
        return verdict.proven() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
