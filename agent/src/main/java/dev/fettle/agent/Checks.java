package dev.fettle.agent;

import dev.fettle.core.order.FailureKind;
import dev.fettle.host.ChangeException;
import dev.fettle.host.Deadline;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The checks that the host's own administrator has written: programs in a folder that only root may change. One that ends
 * with 0 says that all is well. An order can name them and nothing more.
 */
final class Checks {
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");

    private final Shell shell;
    private final Path folder;

    Checks(Shell shell, Path folder) {
        this.shell = shell;
        this.folder = folder;
    }

    /**
     * Runs the named checks, or all there are.
     *
     * @return a sentence for each that said yes
     * @throws ChangeException of the kind {@link FailureKind#CHECK} if one says no, is not there, or if there is none at
     *     all: no check is no good news
     */
    List<String> run(List<String> names, Deadline deadline) throws ChangeException, HostException {
        List<String> all = names.isEmpty() ? present() : names;
        if (all.isEmpty()) {
            throw new ChangeException(FailureKind.CHECK, folder.toString(), "There is no check in " + folder + ".");
        }
        List<String> said = new ArrayList<>();
        List<String> no = new ArrayList<>();
        for (String name : all) {
            Path check = folder.resolve(name);
            requireTrusted(check);
            Result result = shell.run(Command.of(deadline.step(LONGEST, "the check " + name), check.toString())
                    .withMaxOutput(1 << 20));
            if (result.succeeded()) {
                said.add("Check " + name + ": all is well.");
            } else {
                no.add("Check " + name + " ended with " + result.status() + ": "
                        + String.join(" / ", result.errorLines()));
            }
        }
        if (!no.isEmpty()) {
            throw new ChangeException(FailureKind.CHECK, folder.toString(), String.join(" ", no));
        }
        return said;
    }

    /** Runs all there are, of which there need be none; otherwise as {@link #run}. */
    List<String> runAny(Deadline deadline) throws ChangeException, HostException {
        List<String> names = present();
        return names.isEmpty() ? List.of() : run(names, deadline);
    }

    private List<String> present() throws ChangeException {
        List<String> names = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return names;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (NAME.matcher(name).matches() && Files.isExecutable(file) && Files.isRegularFile(file)) {
                    names.add(name);
                }
            }
        } catch (IOException unreadable) {
            throw new ChangeException(
                    FailureKind.CHECK, folder.toString(), folder + " could not be read.", String.valueOf(unreadable));
        }
        names.sort(null);
        return names;
    }

    /** Neither the check nor a folder above it may be in the hands of anybody but root. */
    private static void requireTrusted(Path check) throws ChangeException {
        try {
            if (!Files.isRegularFile(check, LinkOption.NOFOLLOW_LINKS)) {
                throw new ChangeException(FailureKind.CHECK, check.toString(), "There is no check " + check + ".");
            }
            for (Path at = check; at != null; at = at.getParent()) {
                int mode = (Integer) Files.getAttribute(at, "unix:mode", LinkOption.NOFOLLOW_LINKS);
                Object owner = Files.getAttribute(at, "unix:uid", LinkOption.NOFOLLOW_LINKS);
                if (!owner.equals(0) || (mode & WRITABLE_BY_OTHERS) != 0) {
                    throw new ChangeException(
                            FailureKind.CHECK,
                            at.toString(),
                            at + " can be changed by others than root, so its check is not run. Set owner and mode.");
                }
            }
        } catch (IOException unreadable) {
            throw new ChangeException(
                    FailureKind.CHECK, check.toString(), check + " could not be read.", String.valueOf(unreadable));
        }
    }
}
