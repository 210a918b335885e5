package dev.fettle.cli;

import dev.fettle.cli.remote.Profile;
import dev.fettle.cli.remote.Records;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.RemoteServer;
import dev.fettle.cli.remote.Trust;
import dev.fettle.wire.Me;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code fettle login}: gets a token for a server and keeps it where only this user can read it. */
final class LoginCommand implements Command {
    private static final String ME = "/api/v1/me";

    private final Console console;
    private final Map<String, String> environment;
    private final Pause pause;

    LoginCommand(Console console, Map<String, String> environment, Pause pause) {
        this.console = console;
        this.environment = environment;
        this.pause = pause;
    }

    @Override
    public String name() {
        return "login";
    }

    @Override
    public String description() {
        return "Signs in to a server, by a code that you approve in a browser, or by a token.";
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(Choices.valued("server", "URL", "Which one (default: the one of before)."))
                .addOption(Choices.flag("token-stdin", "Read a token from standard input."))
                .addOption(Choices.flag("token-prompt", "Ask for a token, without showing it."))
                .addOption(Choices.valued("ca", "FILE", "Trust servers of this authority alone, a PEM file."))
                .addOption(Choices.valued(
                        "trust",
                        "FINGERPRINT",
                        "Trust the server's own authority if it has this fingerprint, which fettle up told."))
                .addOption(Option.builder("h").longOpt("help").desc("Say this.").get());
    }

    @Override
    public int run(CommandLine line) throws UsageException {
        try {
            URI server = server(line);
            String authority = authority(line, server);
            String token = token(line, server, authority);
            Profile profile = new Profile(server.toString(), token, authority);
            Me me = Records.read(
                    RemoteServer.of(profile).with(pause.patience(console)).get(ME), Me.class);
            profile.write(environment);
            console.say("You are signed in to " + server + " as " + me.name() + ".");
            return ExitCode.DONE;
        } catch (RemoteException e) {
            console.error(String.valueOf(e.getMessage()));
            return e.exitCode();
        }
    }

    private URI server(CommandLine line) throws UsageException, RemoteException {
        String given = line.getOptionValue("server");
        String text = given == null
                ? Profile.read(environment)
                        .map(Profile::server)
                        .orElseThrow(() -> new UsageException("Name the server: fettle login --server https://…"))
                : given.replaceFirst("/+$", "");
        try {
            URI server = new URI(text);
            boolean web = "https".equals(server.getScheme()) || "http".equals(server.getScheme());
            boolean bare = server.getRawQuery() == null
                    && server.getRawUserInfo() == null
                    && "".equals(server.getRawPath())
                    && server.getRawFragment() == null;
            if (!web || !bare || server.getHost() == null) {
                throw new UsageException("--server takes an address such as https://fettle.example.org.");
            }
            if ("http".equals(server.getScheme())
                    && !server.getHost().matches("localhost|127(\\.\\d{1,3}){3}|\\[::1]")) {
                throw new UsageException(
                        "The token would go to " + text + " so that everybody on the way could read it."
                                + " Use https://; over http:// only a server on this machine is asked.");
            }
            return server;
        } catch (URISyntaxException e) {
            throw new UsageException("--server takes an address such as https://fettle.example.org.", e);
        }
    }

    /** Empty where the system knows the authority. */
    private String authority(CommandLine line, URI server) throws RemoteException, UsageException {
        if (!"https".equals(server.getScheme())) {
            return "";
        }
        String file = line.getOptionValue("ca");
        if (file != null) {
            return pem(Path.of(file));
        }
        String before = Profile.read(environment)
                .filter(profile -> profile.server().equals(server.toString()))
                .map(Profile::authority)
                .orElse("");
        String trusted = line.getOptionValue("trust");
        if (trusted == null && isTrusted(server, before)) {
            return before;
        }
        String shown = Trust.shownBy(server);
        String fingerprint = Trust.fingerprint(shown);
        String typed = trusted == null ? asked(server) : trusted;
        if (!Trust.same(fingerprint, typed)) {
            throw new RemoteException(
                    RemoteException.NOT_PERMITTED,
                    "The authority of " + server + " has the fingerprint " + fingerprint
                            + ", which is not the one given."
                            + " Somebody may stand between you and the server. Nothing was sent to it.");
        }
        return shown;
    }

    private boolean isTrusted(URI server, String authority) throws RemoteException {
        try {
            new RemoteServer(server.toString(), "", authority).ask("GET", "/health/liveness", null);
            return true;
        } catch (RemoteServer.UntrustedException _) {
            return false;
        }
    }

    private String asked(URI server) throws UsageException {
        console.hint("No authority that this machine knows stands for " + server + ". The server told the SHA-256"
                + " fingerprint of its own when it started (fettle up).");
        return console.ask("Fingerprint: ")
                .orElseThrow(() ->
                        new UsageException("Give that fingerprint with --trust, or the authority's file with --ca."));
    }

    private static String pem(Path file) throws RemoteException {
        try {
            String pem = Files.readString(file);
            Trust.fingerprint(pem); // whether it can be read
            return pem;
        } catch (IOException e) {
            throw new RemoteException(RemoteException.FAILED, file + " cannot be read (" + e.getMessage() + ").", e);
        }
    }

    private String token(CommandLine line, URI server, String authority) throws RemoteException, UsageException {
        if (line.hasOption("token-stdin")) {
            return some(console.readLine());
        }
        if (line.hasOption("token-prompt")) {
            return some(console.askSecret("Token: "));
        }
        RemoteServer asked = new RemoteServer(server.toString(), "", authority).with(pause.patience(console));
        return new DeviceSignIn(asked, console, pause).token();
    }

    private static String some(Optional<String> typed) throws UsageException {
        @Nullable String token = typed.map(String::strip).orElse(null);
        if (token == null || !token.matches("[!-~]{8,512}")) {
            throw new UsageException(
                    "No token was given. One begins with fettle_ and is made on the page of your account.");
        }
        return token;
    }
}
