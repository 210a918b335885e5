package dev.fettle.server.people;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.web.RedirectStrategy;

/** Sends people on within this server whatever the URL's host is: behind a proxy it would be the wrong one. */
final class WithinThisSite implements RedirectStrategy {
    @Override
    public void sendRedirect(HttpServletRequest request, HttpServletResponse response, String url) throws IOException {
        response.sendRedirect(response.encodeRedirectURL(path(url)));
    }

    /** Begins with one slash and no second, which would begin a host. */
    static String path(String url) {
        // Browsers drop tabs and ends of lines, and take a backslash for a slash.
        if (url.chars().anyMatch(c -> c <= ' ' || c == '\\' || c == 0x7f)) {
            return "/";
        }
        int scheme = url.indexOf("://");
        int slash = url.indexOf('/');
        boolean absolute = scheme >= 0 && slash == scheme + 1;
        int path = absolute ? url.indexOf('/', scheme + 3) : slash;
        if (path < 0 || (!absolute && path > 0) || url.startsWith("//", path)) {
            return "/";
        }
        return url.substring(path);
    }
}
