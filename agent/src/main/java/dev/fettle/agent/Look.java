package dev.fettle.agent;

import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Survey;
import dev.fettle.host.HostException;
import dev.fettle.host.Progress;
import dev.fettle.host.pkg.apt.DebianSurvey;
import dev.fettle.host.pkg.apt.HostSurvey;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.LocalFiles;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import dev.fettle.link.SurveyForm;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** Asks the package manager, without fetching anything. */
final class Look implements Looks {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int MEGABYTES = 128;

    private final Shell shell;
    private final Path state;
    private final InstantSource clock;

    Look(Shell shell, Path state, InstantSource clock) {
        this.shell = shell;
        this.state = state;
        this.clock = clock;
    }

    @Override
    public void look(String stamp) throws AgentException {
        try {
            HostSurvey found = new DebianSurvey(
                            shell, new LocalFiles(Path.of("/")), state.resolve("apt"), clock, Progress.NONE)
                    .take(false);
            Inventory inventory = found.inventory().withProblems(found.problems());
            new KeptSurveys(state.resolve("inventory"))
                    .keep(SurveyForm.lines(new Survey(inventory, found.pending())), clock.instant(), stamp);
        } catch (HostException cannot) {
            throw new AgentException(
                    "The inventory could not be taken. "
                            + (cannot.problem().message() + " "
                                            + cannot.problem().text())
                                    .strip(),
                    cannot);
        }
    }

    /**
     * The same in a process of its own: it needs more memory than the resident program has, and gives it back. How it went
     * is told by what is kept.
     */
    static Looks apart(Shell shell, ProgramCommand program) {
        return stamp -> {
            try {
                Result result = shell.run(Command.of(LIMIT, program.withMemory(MEGABYTES, "look", stamp)));
                if (!result.succeeded()) {
                    throw new AgentException(String.join(" / ", result.errorLines()));
                }
            } catch (HostException cannot) {
                throw new AgentException(
                        "The inventory could not be taken. " + cannot.problem().message(), cannot);
            }
        };
    }
}
