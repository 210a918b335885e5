package dev.fettle.host.shell;

import dev.fettle.host.HostException;
import dev.fettle.testing.TestHost;

/** The door to a test host, without its network. */
public final class FleetShell implements Shell {
    private final Shell local = new LocalShell();
    private final TestHost host;

    public FleetShell(TestHost host) {
        this.host = host;
    }

    @Override
    public Result run(Command command) throws HostException {
        return local.run(inHost(command));
    }

    @Override
    public Result run(Command command, Consumer consumer) throws HostException {
        return local.run(inHost(command), consumer);
    }

    private Command inHost(Command command) {
        return new Command(
                host.inHost(command.argv().toArray(String[]::new)),
                command.timeout(),
                command.environment(),
                null,
                command.stdin(),
                command.maxOutputBytes(),
                command.output());
    }
}
