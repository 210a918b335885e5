package dev.fettle.server.people;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/** A cookie that outlives sign-ins, by which a browser is known in which somebody has signed in. It opens nothing. */
@Component
final class BrowserMark {
    private static final Duration KEPT = Duration.ofDays(180);
    private static final int BYTES = 24;
    private static final Pattern MARK = Pattern.compile("[A-Za-z0-9_-]{32}");

    private final Cookies cookies;
    private final SecureRandom random = new SecureRandom();

    BrowserMark(Cookies cookies) {
        this.cookies = cookies;
    }

    private String name() {
        return cookies.named("fettle-browser");
    }

    /** Empty if the browser has none. */
    String of(HttpServletRequest request) {
        return Optional.ofNullable(request.getCookies()).stream()
                .flatMap(Stream::of)
                .filter(cookie -> cookie.getName().equals(name()))
                .map(Cookie::getValue)
                .filter(value -> MARK.matcher(value).matches())
                .findFirst()
                .orElse("");
    }

    /** The browser's mark, which it now has for longer. */
    String keep(HttpServletRequest request, HttpServletResponse response) {
        String mark = of(request).isEmpty() ? fresh() : of(request);
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(name(), mark)
                        .path("/")
                        .maxAge(KEPT)
                        .httpOnly(true)
                        .sameSite("Lax")
                        .secure(cookies.overTls())
                        .build()
                        .toString());
        return mark;
    }

    private String fresh() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    SignInDetails details(HttpServletRequest request) {
        return new SignInDetails(request, of(request));
    }
}
