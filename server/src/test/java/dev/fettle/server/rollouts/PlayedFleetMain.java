package dev.fettle.server.rollouts;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * {@link PlayedFleet} in a process of its own, for the tests of the command line. Tells its address and the tokens of olga, ada and vera
 * in a line, and plays the agent of the first host; those of the others when it is sent a line. It ends when nothing more can come.
 */
public final class PlayedFleetMain {
    private PlayedFleetMain() {}

    /** @param args the folder */
    public static void main(String[] args) throws Exception {
        try (PlayedFleet fleet = PlayedFleet.start(Path.of(args[0]));
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("Played: " + fleet.server().address() + " " + fleet.token("olga", "operator") + " "
                    + fleet.token("ada", "approver") + " " + fleet.token("vera", "auditor"));
            fleet.play(1, 1);
            if (in.readLine() != null) {
                fleet.play(2, 6);
                in.readLine();
            }
        }
    }
}
