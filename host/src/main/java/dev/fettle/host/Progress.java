package dev.fettle.host;

/** Where long work tells how far it is. Called from the thread that asked for the work. */
public interface Progress {
    /** Tells nobody. */
    Progress NONE = new Progress() {
        @Override
        public void step(String sentence) {}

        @Override
        public void amount(String what, long done, long total) {}
    };

    /** A new step has begun; {@code sentence} says which, for people. */
    void step(String sentence);

    /**
     * How much of the present step is done.
     *
     * @param what the unit, {@code bytes} or {@code packages}
     * @param total 0 if it is not known
     */
    void amount(String what, long done, long total);
}
