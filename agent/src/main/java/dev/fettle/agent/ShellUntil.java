package dev.fettle.agent;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.ChangeException;
import dev.fettle.host.Deadline;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;

/** A shell whose commands are all over when one time is, however much each of them could take by itself. */
final class ShellUntil implements Shell {
    private final Shell shell;
    private final Deadline deadline;

    ShellUntil(Shell shell, Deadline deadline) {
        this.shell = shell;
        this.deadline = deadline;
    }

    @Override
    public Result run(Command command) throws HostException {
        return shell.run(inTime(command));
    }

    @Override
    public Result run(Command command, Consumer consumer) throws HostException {
        return shell.run(inTime(command), consumer);
    }

    private Command inTime(Command command) throws HostException {
        try {
            return command.withTimeout(deadline.step(command.timeout(), command.program()));
        } catch (ChangeException over) {
            throw HostException.timeout(
                    new Problem(command.program(), over.problem().message()), over);
        }
    }
}
