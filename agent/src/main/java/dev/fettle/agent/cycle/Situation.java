package dev.fettle.agent.cycle;

/**
 * What there is to do.
 *
 * @param report an order is ended, and the server does not know
 * @param look something may have changed since the last look
 * @param inventory the server has another inventory than the host
 * @param renewal the certificate is to be renewed
 * @param underway orders are being carried out
 */
public record Situation(boolean report, boolean look, boolean inventory, boolean renewal, boolean underway) {
    /** Nothing at all. */
    public static final Situation QUIET = new Situation(false, false, false, false, false);
}
