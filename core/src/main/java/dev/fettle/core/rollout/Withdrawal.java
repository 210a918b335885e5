package dev.fettle.core.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Takes back orders that hosts have not said they have. */
final class Withdrawal {
    private Withdrawal() {}

    /** @param which targets it is about; of them those that have such an order */
    static Step.Moved of(RolloutPlan plan, Rollout before, IntPredicate which) {
        Rollout rollout = before;
        List<Instruction> instructions = new ArrayList<>();
        for (int i = 0; i < plan.end(before.stage().reached()); i++) {
            Optional<HostCourse> withdrawn =
                    which.test(i) ? rollout.courses().at(i).withdrawn() : Optional.empty();
            if (withdrawn.isPresent()) {
                instructions.add(new Instruction.Withdraw(i, withdrawn.get().orders()));
                rollout = rollout.with(plan, i, withdrawn.get());
            }
        }
        return new Step.Moved(rollout, instructions);
    }
}
