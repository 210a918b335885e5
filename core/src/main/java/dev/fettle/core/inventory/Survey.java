package dev.fettle.core.inventory;

/**
 * What one look at a host gave.
 *
 * @param inventory whose problems are all that the look met, those of the pending changes too
 */
public record Survey(Inventory inventory, Pending pending) {

    /** What the package manager would do next, or why nobody knows. */
    public sealed interface Pending {
        record Known(PendingChanges changes) implements Pending {}

        /** @param why one sentence that says what to do; the inventory's problems carry the package manager's own words */
        record Unavailable(String why) implements Pending {}
    }
}
