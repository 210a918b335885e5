package dev.fettle.server.hosts;

import dev.fettle.core.audit.Actor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What another part of the server has to do with a host: how it hears of it, or what it was asked. All of this joins the
 * caller's transaction, which has not locked the host yet.
 */
public interface HostTie {
    /** A sentence on why the host cannot be taken away as it is; empty if it can. */
    default Optional<String> keeps(Host host) {
        return Optional.empty();
    }

    /** Nothing is to be heard of the host by this way any more. */
    default void end(Actor actor, Host host, String reason) {}

    /**
     * One host turned out to be another; {@link #end} was called for it before.
     *
     * @param machine that the kept one stands for from now on; null if it stands for the same as before
     */
    default void merged(Host from, Host into, @Nullable MachineId machine) {}
}
