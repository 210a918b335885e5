package dev.fettle.core.rollout;

import java.util.List;

/** What an event does to a roll-out. */
public sealed interface Step {
    /** @param instructions to be carried out once the new state is kept, and again if that is cut off */
    record Moved(Rollout rollout, List<Instruction> instructions) implements Step {
        public Moved {
            instructions = List.copyOf(instructions);
        }
    }

    /** Nothing changes; an old or doubled message, for example. */
    record Unchanged() implements Step {}

    /** @param why a person cannot do that now, in a sentence */
    record Refused(String why) implements Step {}
}
