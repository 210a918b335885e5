package dev.fettle.cli;

/** A stand-in until the command line exists. */
public final class FettleMain {
    private FettleMain() {}

    /** Prints its arguments, one a line. */
    public static void main(String[] args) {
        for (String arg : args) {
            System.out.println("[" + arg + "]");
        }
    }
}
