package dev.fettle.server.agents;

import dev.fettle.core.order.BuildFile;
import dev.fettle.core.signing.Octets;
import java.util.Optional;

/** Where hosts hand package files over, and get them. Whether a host may is judged before. */
public interface BuildDesk {
    /** How a part was taken. */
    sealed interface Taking {
        /** @param bytes of the file that are here, from the beginning; all of them only with the right hash */
        record Has(long bytes) implements Taking {}

        /** All was there, and had another hash, so that nothing of it is any more. */
        record OtherBytes() implements Taking {}

        /** @param why a sentence */
        record NoRoom(String why) implements Taking {}

        /** The part is longer or shorter than it can be. */
        record Misfit() implements Taking {}
    }

    /**
     * Takes a part if it is the next one.
     *
     * @param file that an order of the agent has it hand over
     * @param from where it begins; with an empty content, nothing is taken
     */
    Taking take(Agent agent, BuildFile file, long from, byte[] content);

    /** A file that is here as a whole. */
    interface Kept {
        long bytes();

        /** How many parts it has. */
        int parts();

        /** One of them, counted from 0; empty if it was removed meanwhile. */
        Optional<byte[]> part(int number);
    }

    Optional<Kept> find(Octets sha256);
}
