package dev.fettle.server.agents;

import dev.fettle.core.signing.VerificationKey;
import java.util.List;

/** The keys whose orders hosts obey. */
public interface TrustedKeys {
    List<VerificationKey> trusted();
}
