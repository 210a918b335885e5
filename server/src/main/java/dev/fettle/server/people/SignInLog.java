package dev.fettle.server.people;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/** Writes down who signed in, who tried to, and who left. */
@Component
final class SignInLog {
    private static final Logger LOG = LoggerFactory.getLogger(SignInLog.class);

    @EventListener
    void signedIn(InteractiveAuthenticationSuccessEvent event) {
        LOG.info("{} signed in from {}.", event.getAuthentication().getName(), from(event.getAuthentication()));
    }

    @EventListener
    void refused(AbstractAuthenticationFailureEvent event) {
        LOG.warn(
                "A sign-in as {} from {} was refused.",
                shortened(event.getAuthentication().getName()),
                from(event.getAuthentication()));
    }

    @EventListener
    void left(LogoutSuccessEvent event) {
        LOG.info("{} signed out.", event.getAuthentication().getName());
    }

    /** Whoever is refused can have typed anything. */
    private static String shortened(String name) {
        return name.length() <= SignIns.LONGEST_NAME ? name : name.substring(0, SignIns.LONGEST_NAME) + "…";
    }

    private static String from(Authentication authentication) {
        return authentication.getDetails() instanceof WebAuthenticationDetails details
                ? details.getRemoteAddress()
                : "an unknown address";
    }
}
