package dev.fettle.testing;

/**
 * How a command ended.
 *
 * @param status its exit status
 * @param stdout its standard output, as UTF-8
 * @param stderr its standard error, as UTF-8
 */
public record Ran(int status, String stdout, String stderr) {

    public boolean succeeded() {
        return status == 0;
    }

    /** Both streams, for messages. */
    public String output() {
        return stdout + stderr;
    }

    /**
     * Its standard output without the end of the last line.
     *
     * @throws AssertionError with all it wrote, if it did not succeed
     */
    public String text() {
        if (!succeeded()) {
            throw new AssertionError("The command ended with " + status + ":\n" + output());
        }
        return stdout.stripTrailing();
    }
}
