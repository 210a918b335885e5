package dev.fettle.server.people;

import dev.fettle.server.web.ErrorPages;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Tells whoever wants to sign in while too many others do. */
@ControllerAdvice
final class BusyPages {
    private static final int AGAIN_SECONDS = 5;

    private final Pages pages;

    BusyPages(Pages pages) {
        this.pages = pages;
    }

    @ExceptionHandler(Busy.class)
    Page busy(HttpServletResponse response) {
        HttpStatus status = HttpStatus.SERVICE_UNAVAILABLE;
        response.setStatus(status.value());
        response.setHeader("Retry-After", Integer.toString(AGAIN_SECONDS));
        return pages.of(
                "web/error",
                new ErrorPages.Fault(
                        status.value(),
                        "Too many sign in at once",
                        "Your password was not looked at, and nothing was changed. Go back and try again in a few"
                                + " seconds."));
    }
}
