package dev.fettle.testing;

import java.io.IOException;

/** A program that holds a fleet with one host until it is killed. */
final class HolderMain {
    private HolderMain() {}

    public static void main(String[] args) throws IOException {
        try (TestFleet fleet = TestFleet.start(args[0])) {
            System.out.println(fleet.host().name() + " is up");
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }
}
