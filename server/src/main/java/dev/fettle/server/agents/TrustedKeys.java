package dev.fettle.server.agents;

import dev.fettle.core.signing.VerificationKey;
import java.util.List;

/** Whose orders hosts obey: what they are told when they are enrolled. */
@FunctionalInterface
public interface TrustedKeys {
    /** The keys that sign orders, at least one and at most 16. */
    List<VerificationKey> trusted();
}
