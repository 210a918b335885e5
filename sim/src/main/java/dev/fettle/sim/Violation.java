package dev.fettle.sim;

/** Something has happened that must not. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String rule;

    Violation(String rule, String message) {
        super(rule + ": " + message);
        this.rule = rule;
    }

    /** The rule that was broken, in few words. */
    public String rule() {
        return rule;
    }
}
