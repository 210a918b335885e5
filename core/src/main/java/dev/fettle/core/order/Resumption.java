package dev.fettle.core.order;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * What a host does with an order that it had begun when it was cut off: by a power loss, a kill, a reboot that the order
 * itself asked for. Every order says how the host shall be and not what to add to it, so going on does nothing twice.
 */
public sealed interface Resumption {
    /** How often an order is begun; one that ends its own program each time must not do so for ever. */
    int MOST_ATTEMPTS = 3;

    /** Go on: what is done already is found done. */
    record GoOn() implements Resumption {}

    /** The reboot has happened: look whether the system has come up, and end. */
    record LookAtBoot() implements Resumption {}

    /** Too late or too often: leave in order what was begun, do nothing else, and end with this. */
    record Mend(Outcome.Failed outcome) implements Resumption {}

    /** There is nothing to do but to tell this. */
    record Tell(Outcome outcome) implements Resumption {}

    /**
     * How the order was begun the last time.
     *
     * @param attempt 1 for the first
     * @param firstAt when it was begun for the first time, by the host's clock
     * @param boot the boot's id that the kernel gave
     */
    record Begun(int attempt, Instant firstAt, UUID boot) {}

    /** @param boot the id of the boot that runs now */
    static Resumption of(Order order, Begun begun, Duration timeLimit, Instant now, UUID boot) {
        boolean booted = !begun.boot().equals(boot);
        if (order instanceof Order.Reboot && booted) {
            return new LookAtBoot();
        }
        boolean late = now.isAfter(begun.firstAt().plus(timeLimit));
        if (!late && begun.attempt() < MOST_ATTEMPTS) {
            return new GoOn();
        }
        Outcome.Failed failed = new Outcome.Failed(
                FailureKind.INTERRUPTED,
                (late
                                ? "The order was cut off and its time was over before it could go on"
                                : "The order was cut off " + begun.attempt() + " times")
                        + (booted ? "; the host was rebooted meanwhile." : "."));
        return switch (order) {
            case Order.Install _, Order.RollBack _, Order.UpdateAgent _ -> new Mend(failed);
            case Order.TakeInventory _,
                    Order.RefreshMetadata _,
                    Order.Download _,
                    Order.Simulate _,
                    Order.RestartServices _,
                    Order.Reboot _,
                    Order.RunChecks _,
                    Order.CollectEvidence _,
                    Order.Verify _ -> new Tell(failed);
        };
    }
}
