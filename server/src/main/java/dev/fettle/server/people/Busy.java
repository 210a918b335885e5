package dev.fettle.server.people;

import org.springframework.security.authentication.AuthenticationServiceException;

/** So many sign in at the moment that a password was not looked at. */
final class Busy extends AuthenticationServiceException {
    private static final long serialVersionUID = 1;

    Busy() {
        super("Too many passwords are being checked.");
    }
}
