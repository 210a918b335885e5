package dev.fettle.core.approval;

import dev.fettle.core.signing.Octets;
import java.time.Instant;
import java.util.Optional;

/**
 * How a change stands. What is approved is one exact content: whatever is edited or planned anew becomes a draft again, and
 * every approval that it had is void.
 */
public sealed interface ChangeState {
    /** It can be edited and planned; nobody is asked to approve it. */
    record Draft() implements ChangeState {}

    /** It waits for approvals. */
    record Proposed(Asked asked) implements ChangeState {}

    /** It may be carried out. An emergency change may owe approvals. */
    record Approved(Asked asked) implements ChangeState {}

    /** An approver has said no. It can be edited and proposed again. */
    record Rejected(Asked asked, String by) implements ChangeState {}

    /** A person has given it up. Nothing changes that any more. */
    record Withdrawn(String by) implements ChangeState {}

    /** Something that happens to a change. */
    sealed interface Event {
        /**
         * A person asks for approval.
         *
         * @param author who edited it last
         * @param needed how many people have to agree
         * @param owedUntil see {@link Asked}
         */
        record Propose(String author, String person, Octets content, int needed, Optional<Instant> owedUntil)
                implements Event {}

        /**
         * A person agrees.
         *
         * @param outside how many of its hosts their role does not reach
         * @param needed how many people have to agree as its hosts are now
         */
        record Approve(Approval approval, int outside, int needed) implements Event {}

        /** A person says no. */
        record Reject(String person, Octets content, int outside) implements Event {}

        /** What is wanted, or what that means, becomes another. */
        record Edit() implements Event {}

        record Withdraw(String person) implements Event {}
    }

    /** What comes of an event. */
    sealed interface Step {
        record To(ChangeState state) implements Step {}

        /** It is another content that is judged than the one that stands now. */
        record Overtaken() implements Step {}

        /** @param why a sentence */
        record Refused(String why) implements Step {}
    }

    /** As addresses, tables and programs write it. */
    default String word() {
        return switch (this) {
            case Draft _ -> "draft";
            case Proposed _ -> "proposed";
            case Approved _ -> "approved";
            case Rejected _ -> "rejected";
            case Withdrawn _ -> "withdrawn";
        };
    }

    /** What was asked for last; empty if nothing is. */
    default Optional<Asked> request() {
        return switch (this) {
            case Proposed(Asked asked) -> Optional.of(asked);
            case Approved(Asked asked) -> Optional.of(asked);
            case Rejected(Asked asked, String _) -> Optional.of(asked);
            case Draft _, Withdrawn _ -> Optional.empty();
        };
    }

    /** Whether it may be carried out, as far as people are concerned. */
    default boolean mayRun() {
        return this instanceof Approved;
    }

    /** The step that follows. */
    default Step after(Event event) {
        return switch (event) {
            case Event.Propose propose -> proposed(propose);
            case Event.Approve approve -> approved(approve);
            case Event.Reject(String person, Octets content, int outside) -> rejected(person, content, outside);
            case Event.Edit() ->
                switch (this) {
                    case Withdrawn _ ->
                        new Step.Refused("It was withdrawn, so it is not changed any more. Make a new one.");
                    case Approved(Asked asked) -> asked.missing() > 0 ? owing() : new Step.To(new Draft());
                    case Draft _, Proposed _, Rejected _ -> new Step.To(new Draft());
                };
            case Event.Withdraw(String person) ->
                switch (this) {
                    case Withdrawn _ -> new Step.Refused("It is withdrawn already.");
                    case Approved(Asked asked) -> asked.missing() > 0 ? owing() : new Step.To(new Withdrawn(person));
                    case Draft _, Proposed _, Rejected _ -> new Step.To(new Withdrawn(person));
                };
        };
    }

    /** A debt is paid or refused; nobody gets rid of it in another way. */
    private static Step owing() {
        return new Step.Refused(
                "It may have been carried out and owes approvals, so an approver has to agree or say no first.");
    }

    private Step proposed(Event.Propose event) {
        return switch (this) {
            case Draft _ -> {
                Asked asked = Asked.of(
                        event.author(),
                        event.person(),
                        event.content(),
                        event.needed(),
                        event.owedUntil().orElse(null));
                boolean begins = asked.needed() == 0 || asked.owedUntil() != null;
                yield new Step.To(begins ? new Approved(asked) : new Proposed(asked));
            }
            case Proposed _, Approved _ -> new Step.Refused("It is proposed already.");
            case Rejected _ -> new Step.Refused("It was rejected. Edit it or plan it anew, then propose it.");
            case Withdrawn _ -> new Step.Refused("It was withdrawn. Make a new one.");
        };
    }

    private Step approved(Event.Approve event) {
        Optional<Asked> open = open();
        if (open.isEmpty()) {
            return notAsked();
        }
        Asked asked = open.get();
        Approval approval = event.approval();
        if (!asked.content().equals(approval.content())) {
            return new Step.Overtaken();
        }
        // What is owed cannot be proposed again, so it grows instead.
        boolean owed = this instanceof Approved;
        if (event.needed() > asked.needed() && !owed) {
            return new Step.Refused("Hosts of this change have become more important since it was proposed,"
                    + " so it takes more approvals than were asked for. Have it planned anew and proposed again.");
        }
        Optional<String> objection = ApprovalRule.objection(asked, approval.person(), event.outside());
        if (objection.isPresent()) {
            return new Step.Refused(objection.get());
        }
        Asked then = asked.needing(event.needed()).with(approval);
        boolean enough = then.missing() == 0 || owed;
        return new Step.To(enough ? new Approved(then) : new Proposed(then));
    }

    private Step rejected(String person, Octets content, int outside) {
        Optional<Asked> open = open();
        if (open.isEmpty()) {
            return notAsked();
        }
        Asked asked = open.get();
        if (!asked.content().equals(content)) {
            return new Step.Overtaken();
        }
        return ApprovalRule.objectionToJudging(asked, person, outside)
                .<Step>map(Step.Refused::new)
                .orElseGet(() -> new Step.To(new Rejected(asked, person)));
    }

    /** What people are asked to judge now. */
    private Optional<Asked> open() {
        return switch (this) {
            case Proposed(Asked asked) -> Optional.of(asked);
            case Approved(Asked asked) -> asked.missing() > 0 ? Optional.of(asked) : Optional.empty();
            case Draft _, Rejected _, Withdrawn _ -> Optional.empty();
        };
    }

    private Step notAsked() {
        return new Step.Refused(
                switch (this) {
                    case Draft _ -> "Nobody has proposed it, so there is nothing to judge yet.";
                    case Approved _ -> "It has all approvals that it takes.";
                    case Rejected _ -> "It was rejected, so there is nothing to judge any more.";
                    case Withdrawn _ -> "It was withdrawn, so there is nothing to judge any more.";
                    case Proposed _ -> "There is nothing to judge.";
                });
    }
}
