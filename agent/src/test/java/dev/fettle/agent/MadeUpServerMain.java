package dev.fettle.agent;

import java.io.IOException;

/** A server to measure the agent against, until the standard input ends: prints its address and a token. */
public final class MadeUpServerMain {
    private MadeUpServerMain() {}

    public static void main(String[] arguments) throws IOException {
        try (MadeUpServer server = MadeUpServer.at(new MadeUpAuthority(), arguments[0])) {
            server.nextSeconds = Integer.parseInt(arguments[1]);
            System.out.println(server.url());
            System.out.println(server.token().text());
            System.out.flush();
            while (System.in.read() >= 0) {
                // Until its end.
            }
            System.out.println("check-ins " + server.checkIns.size() + " inventories " + server.deltas.size()
                    + " lines " + server.inventory.size());
        }
    }
}
