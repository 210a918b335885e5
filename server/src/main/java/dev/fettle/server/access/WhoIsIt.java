package dev.fettle.server.access;

import java.util.Optional;
import org.springframework.security.core.Authentication;

/** Tells whom an authentication stands for, and what they may do now rather than when they signed in. */
public interface WhoIsIt {
    /** Empty if nobody of this name may sign in any more. */
    Optional<SignedIn> whoIs(Authentication authentication);
}
