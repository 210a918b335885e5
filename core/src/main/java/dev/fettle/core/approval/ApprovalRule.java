package dev.fettle.core.approval;

import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.plan.ChangeType;
import java.time.Duration;
import java.util.Optional;

/** How many people have to agree to a change, and who. */
public final class ApprovalRule {
    /** How long after its proposal an emergency change may be without the approvals that it owes. */
    public static final Duration AFTERWARDS = Duration.ofHours(24);

    private ApprovalRule() {}

    /**
     * How many approvals a change takes: two if much depends on any of its hosts, else one. A standard change takes none
     * if its model has had as many for all of its hosts; otherwise they are asked for anew, so that nobody counts twice.
     *
     * @param highest of its hosts
     * @param ofModel how many people have approved the model of a standard change for all of its hosts
     */
    public static int needed(ChangeType type, Criticality highest, int ofModel) {
        int usual = highest.compareTo(Criticality.HIGH) >= 0 ? 2 : 1;
        return switch (type) {
            case STANDARD -> ofModel >= usual ? 0 : usual;
            case NORMAL, EMERGENCY -> usual;
        };
    }

    /**
     * Why a person may not approve what was proposed; empty if they may.
     *
     * @param asked what they are about to judge
     * @param outside how many of its hosts their role does not reach; all of them if they have no such role
     */
    public static Optional<String> objection(Asked asked, String person, int outside) {
        return asked.given().stream().anyMatch(each -> each.person().equals(person))
                ? Optional.of("You have approved this change already; it takes another person.")
                : objectionToJudging(asked, person, outside);
    }

    /** Why a person may neither approve nor reject it; whoever has approved it may still think better of it. */
    static Optional<String> objectionToJudging(Asked asked, String person, int outside) {
        if (person.equals(asked.proposer())) {
            return Optional.of("You proposed this change, so somebody else has to approve it.");
        }
        if (person.equals(asked.author())) {
            return Optional.of("You edited this change last, so somebody else has to approve it.");
        }
        if (outside > 0) {
            return Optional.of("You are an approver for some of its hosts only, and "
                    + (outside == 1 ? "1 of them lies" : outside + " of them lie") + " outside.");
        }
        return Optional.empty();
    }
}
