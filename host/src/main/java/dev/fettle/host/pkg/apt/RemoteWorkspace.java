package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Folders that are made by the host's own programs and of which nothing is left on it: for hosts on which nothing is
 * installed.
 */
final class RemoteWorkspace implements Workspace {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern MADE = Pattern.compile("/[A-Za-z0-9/._-]{1,200}/fettle\\.[A-Za-z0-9]{10}");
    private static final int SIGNAL = 128;

    /** In minutes, as find takes them: no look takes that long. */
    private static final String LONGEST_RUN = "+120";

    private final Shell shell;

    RemoteWorkspace(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Folder newRun() throws HostException {
        // mktemp makes it for its owner only, and under a name that nobody could know before.
        Result result = shell.run(Command.of(TIMEOUT, "mktemp", "-d", "-t", "fettle.XXXXXXXXXX"));
        String path = result.stdout().strip();
        if (!result.succeeded() || !MADE.matcher(path).matches()) {
            throw new HostException(new Problem(
                    "mktemp",
                    "No folder for temporary files could be made on the host. Is there room in /tmp, and may the user"
                            + " write there?",
                    String.join(" / ", result.errorLines())));
        }
        deleteForgottenRuns(path.substring(0, path.lastIndexOf('/')));
        return new RemoteFolder(path);
    }

    /** A run whose connection was lost leaves its folder, with all that apt has cached in it. Not our own user's stay. */
    private void deleteForgottenRuns(String folder) throws HostException {
        String user = shell.run(Command.of(TIMEOUT, "id", "-u")).stdout().strip();
        if (user.matches("\\d{1,10}")) {
            shell.run(Command.of(
                    TIMEOUT,
                    "find",
                    folder,
                    "-mindepth",
                    "1",
                    "-maxdepth",
                    "1",
                    "-type",
                    "d",
                    "-name",
                    "fettle.??????????",
                    "-uid",
                    user,
                    "-mmin",
                    LONGEST_RUN,
                    "-exec",
                    "rm",
                    "-rf",
                    "--one-file-system",
                    "--",
                    "{}",
                    "+"));
        }
    }

    @Override
    public String caches(Folder run) {
        return run.path();
    }

    private final class RemoteFolder implements Folder {
        private final String path;

        private RemoteFolder(String path) {
            this.path = path;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public void write(String name, String text, boolean program) throws HostException {
            String file = path + "/" + name;
            Result result =
                    shell.run(Command.of(TIMEOUT, "install", "-m", program ? "0700" : "0600", "/dev/stdin", file)
                            .withStdin(text));
            if (!result.succeeded()) {
                throw new HostException(new Problem(
                        file, "Could not write " + file + " on the host.", String.join(" / ", result.errorLines())));
            }
        }

        @Override
        public boolean read(String name, long maxBytes, Shell.Consumer consumer) throws HostException {
            String file = path + "/" + name;
            if (!shell.run(Command.of(TIMEOUT, "test", "-f", file)).succeeded()) {
                return false;
            }
            Result result = shell.run(Command.of(TIMEOUT, "cat", "--", file).withMaxOutput(maxBytes), consumer);
            if (result.status() > 0 && result.status() < SIGNAL) {
                throw new HostException(new Problem(
                        file, "Could not read " + file + " on the host.", String.join(" / ", result.errorLines())));
            }
            return true;
        }

        @Override
        public void close() {
            try {
                shell.run(Command.of(TIMEOUT, "rm", "-rf", "--one-file-system", "--", path));
            } catch (HostException left) {
                // The connection is gone: a later run deletes it.
                return;
            }
        }
    }
}
