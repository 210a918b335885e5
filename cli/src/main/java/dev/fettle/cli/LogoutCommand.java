package dev.fettle.cli;

import dev.fettle.cli.remote.Profile;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.RemoteServer;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code fettle logout}: revokes the token and forgets it. */
final class LogoutCommand implements Command {
    private final Console console;
    private final Map<String, String> environment;

    LogoutCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    @Override
    public String name() {
        return "logout";
    }

    @Override
    public String description() {
        return "Revokes the token of fettle login and forgets it.";
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(Option.builder("h").longOpt("help").desc("Say this.").get());
    }

    @Override
    public int run(CommandLine line) {
        try {
            Optional<Profile> profile = Profile.read(environment);
            if (profile.isEmpty()) {
                console.say("You were not signed in to a server.");
                return ExitCode.DONE;
            }
            return revoke(profile.get());
        } catch (RemoteException e) {
            console.error(String.valueOf(e.getMessage()));
            return e.exitCode();
        }
    }

    /** Whatever the server says, the token is not kept. */
    private int revoke(Profile profile) throws RemoteException {
        try {
            RemoteServer.of(profile).send("DELETE", "/api/v1/me/token", null);
            console.say("You are signed out of " + profile.server() + ", and the token is revoked.");
            return ExitCode.DONE;
        } catch (RemoteException e) {
            console.error("The token was forgotten here, but the server did not revoke it: " + e.getMessage()
                    + " Revoke it on the page of your account.");
            return e.exitCode();
        } finally {
            Profile.delete(environment);
        }
    }
}
