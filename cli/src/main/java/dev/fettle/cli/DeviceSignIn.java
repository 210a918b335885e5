package dev.fettle.cli;

import dev.fettle.cli.remote.Records;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.RemoteServer;
import dev.fettle.wire.DeviceCode;
import dev.fettle.wire.DeviceToken;
import java.time.Duration;
import java.util.Map;

/** Gets a token by a code that somebody approves in a browser, after RFC 8628. */
final class DeviceSignIn {
    private static final String PATH = "/api/v1/device-authorizations";

    private final RemoteServer server;
    private final Console console;
    private final Pause pause;

    DeviceSignIn(RemoteServer server, Console console, Pause pause) {
        this.server = server;
        this.console = console;
        this.pause = pause;
    }

    /** Returns when somebody has decided. */
    String token() throws RemoteException {
        DeviceCode code = Records.read(server.send("POST", PATH, Map.of("name", machine())), DeviceCode.class);
        console.say("Open " + code.verificationUri() + " in a browser, sign in, and enter the code");
        console.say("  " + code.userCode());
        console.say("It is good for " + Duration.ofSeconds(code.expiresIn()).toMinutes()
                + " minutes. Approve nothing that you did not begin yourself.");
        console.finish();
        for (long waited = 0; waited < code.expiresIn(); waited += code.interval()) {
            if (!pause.wait(Duration.ofSeconds(code.interval()))) {
                throw new RemoteException(RemoteException.FAILED, "The sign-in was left.");
            }
            DeviceToken answer = Records.read(
                    server.poll(PATH + "/token", Map.of("deviceCode", code.deviceCode())), DeviceToken.class);
            switch (answer.state()) {
                case "approved" -> {
                    return String.valueOf(answer.token());
                }
                case "denied" ->
                    throw new RemoteException(RemoteException.NOT_PERMITTED, "The sign-in was refused in the browser.");
                case "expired" -> throw expired();
                default -> {
                    // "pending": nobody has decided yet
                }
            }
        }
        throw expired();
    }

    private static RemoteException expired() {
        return new RemoteException(
                RemoteException.NOT_PERMITTED, "Nobody approved the sign-in in time. Begin again with fettle login.");
    }

    private static String machine() {
        String user = System.getProperty("user.name", "");
        return "fettle command line" + (user.isEmpty() ? "" : " of " + user);
    }
}
