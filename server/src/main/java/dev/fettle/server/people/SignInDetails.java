package dev.fettle.server.people;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Where a try to sign in comes from. */
final class SignInDetails extends WebAuthenticationDetails {
    private static final long serialVersionUID = 1;

    private final String browser;

    SignInDetails(HttpServletRequest request, String browser) {
        super(request.getRemoteAddr(), null);
        this.browser = browser;
    }

    /** The mark of a browser in which somebody has signed in before; empty if it has none. */
    String browser() {
        return browser;
    }

    SignInBrake.Try trying(SignInBrake.What what, String name) {
        String address = getRemoteAddress();
        return new SignInBrake.Try(what, name, address == null ? "127.0.0.1" : address, browser);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other) && other instanceof SignInDetails details && browser.equals(details.browser);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + browser.hashCode();
    }
}
