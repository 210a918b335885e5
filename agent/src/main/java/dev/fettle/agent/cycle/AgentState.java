package dev.fettle.agent.cycle;

/**
 * What the resident program is at. {@code failures} counts what went wrong in a row since the program last had nothing left to
 * say, and lengthens the pauses between tries.
 */
public sealed interface AgentState {
    /** There is no enrolment; it is looked for again and again. */
    record Unenrolled() implements AgentState {}

    /** Reads the enrolment, and goes on with orders that were cut off. */
    record Starting() implements AgentState {}

    /** Tells the server that the host is there, and waits for what it wants. */
    record CheckingIn(int failures) implements AgentState {}

    /** Looks what is installed and what is pending. */
    record Looking(int failures) implements AgentState {}

    /** Sends what was found: what changed, or the whole. */
    record SendingInventory(int failures, boolean whole) implements AgentState {}

    /** Sends the report of an order. */
    record Reporting(int failures) implements AgentState {}

    /** Has its certificate renewed, with a new key. */
    record Renewing(int failures) implements AgentState {}

    /** Orders are carried out by processes of their own: waits for their reports. */
    record CarryingOut() implements AgentState {}

    /** Waits as long as the server asked for. */
    record Pausing(int seconds) implements AgentState {}

    /**
     * Waits before it tries again.
     *
     * @param atLeastSeconds what the server asked for
     */
    record BackingOff(int failures, int atLeastSeconds) implements AgentState {}

    /** More than one machine uses this identity: obeys nothing and tells nothing, but that it is there. */
    record Cloned(int seconds) implements AgentState {}

    /** The server does not accept the certificate: tries rarely. */
    record Refused() implements AgentState {}
}
