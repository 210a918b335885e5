package dev.fettle.host.pkg.apt;

import dev.fettle.core.order.FailureKind;
import dev.fettle.host.ChangeException;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * apt and dpkg as they are run to change the host: without questions, with the local administrator's configuration files
 * kept, and with every fault of an archive a fault of the run.
 */
final class AptRun {
    private static final List<String> FETCHING = List.of(
            "-q",
            "-oAPT::Get::AllowUnauthenticated=false",
            "-oAPT::Color=0",
            "-oAcquire::AllowInsecureRepositories=false",
            "-oAcquire::Retries=1",
            "-oAcquire::http::Timeout=30",
            "-oAcquire::https::Timeout=30");

    private static final List<String> CHANGING = List.of(
            "-y",
            "-oAPT::Update::Error-Mode=any",
            "-oDpkg::Use-Pty=0",
            "-oDpkg::Options::=--no-force-confnew",
            "-oDpkg::Options::=--force-confdef",
            "-oDpkg::Options::=--force-confold",
            "-oAPT::Get::Show-User-Simulation-Note=false");

    /** Of what a query prints. */
    private static final long MAX_ANSWER = 4L << 20;

    /** More than this would be no package manager. */
    private static final long MAX_OUTPUT = 256L << 20;

    private final Shell shell;
    private final Duration lockWait;
    private final Path output;

    /**
     * @param lockWait how long to wait for another program that holds the package manager's lock
     * @param output a file to which changes write what they print
     */
    AptRun(Shell shell, Duration lockWait, Path output) {
        this.shell = shell;
        this.lockWait = lockWait;
        this.output = output;
    }

    /** apt-get as it fetches from archives, for more arguments. */
    static List<String> fetching() {
        List<String> argv = new ArrayList<>(List.of("apt-get"));
        argv.addAll(FETCHING);
        return argv;
    }

    /** Runs apt-get with these arguments. */
    Result apt(Duration limit, List<String> arguments) throws ChangeException {
        List<String> argv = fetching();
        argv.addAll(CHANGING);
        // Of a short time, half is for the work; and who holds the lock is told only if apt gives up by itself.
        Duration wait = lockWait.compareTo(limit.dividedBy(2)) < 0 ? lockWait : limit.dividedBy(2);
        argv.add("-oDPkg::Lock::Timeout=" + wait.toSeconds());
        argv.addAll(arguments);
        return keepingTheEnd(limit, argv);
    }

    /** The same; a status other than 0 is a failure. */
    Result aptOrFail(Duration limit, List<String> arguments, FailureKind otherwise) throws ChangeException {
        Result result = apt(limit, arguments);
        if (!result.succeeded()) {
            throw AptFailure.of(result, "apt-get " + verb(arguments), otherwise);
        }
        return result;
    }

    Result run(Duration limit, List<String> argv) throws ChangeException {
        return run(Command.of(limit, argv));
    }

    Result run(Duration limit, List<String> argv, Path directory) throws ChangeException {
        return run(Command.of(limit, argv).in(directory));
    }

    private Result run(Command plain) throws ChangeException {
        try {
            return shell.run(withoutQuestions(plain).withMaxOutput(MAX_ANSWER));
        } catch (HostException broken) {
            throw ChangeException.of(broken);
        }
    }

    /** A change may print much, must not be stopped for that, and goes on when this program is killed. */
    Result keepingTheEnd(Duration limit, List<String> argv) throws ChangeException {
        try {
            return shell.run(withoutQuestions(Command.of(limit, argv))
                    .withMaxOutput(MAX_OUTPUT)
                    .withOutputTo(output));
        } catch (HostException broken) {
            throw ChangeException.of(broken);
        }
    }

    private static Command withoutQuestions(Command plain) {
        return plain.with("DEBIAN_FRONTEND", "noninteractive")
                .with("DEBIAN_PRIORITY", "critical")
                .with("APT_LISTCHANGES_FRONTEND", "none")
                .with("APT_LISTBUGS_FRONTEND", "none")
                .with("NEEDRESTART_SUSPEND", "1")
                .with("UCF_FORCE_CONFFOLD", "1");
    }

    private static String verb(List<String> arguments) {
        return arguments.stream()
                .filter(each -> !each.startsWith("-"))
                .findFirst()
                .orElse("");
    }
}
