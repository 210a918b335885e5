package dev.fettle.agent.cycle;

/** What happened. */
public sealed interface AgentEvent {
    /** There is no enrolment. */
    record NotEnrolled() implements AgentEvent {}

    /** There is an enrolment that was not there before. */
    record Enrolled() implements AgentEvent {}

    /** All that was left from before is taken up again. */
    record Started() implements AgentEvent {}

    /**
     * The server answered a check-in.
     *
     * @param nextSeconds how long it wants to be left alone
     * @param quick it answered at once, so that to ask at once again would make a busy loop of the two
     */
    record Answered(int nextSeconds, boolean quick, boolean cloned) implements AgentEvent {}

    /** A look is over, well or not. */
    record Looked() implements AgentEvent {}

    /** The server has what was sent. */
    record Accepted() implements AgentEvent {}

    /** The server will never take what was sent. */
    record GivenUp() implements AgentEvent {}

    /** The server cannot apply what changed. */
    record Unfitting() implements AgentEvent {}

    /** The server was not reached, or could not, or answered nonsense. */
    record Failed(int retrySeconds) implements AgentEvent {}

    /** The server does not accept the certificate. */
    record Denied() implements AgentEvent {}

    /** The wait is over. */
    record TimeUp() implements AgentEvent {}

    /** Something has come up during a wait. */
    record Woken() implements AgentEvent {}
}
