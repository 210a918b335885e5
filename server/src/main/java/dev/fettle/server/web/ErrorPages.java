package dev.fettle.server.web;

import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Role;
import dev.fettle.server.access.Open;
import dev.fettle.server.access.SeenBy;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Says what went wrong and what to do; never what the program looks like inside. */
@Controller
@ControllerAdvice
public final class ErrorPages implements ErrorController {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorPages.class);

    private final Pages pages;
    private final ProgramFaults programs;

    ErrorPages(Pages pages, ProgramFaults programs) {
        this.pages = pages;
        this.programs = programs;
    }

    /** @param status the HTTP status code */
    public record Fault(int status, String title, String sentence) {}

    @ExceptionHandler
    Page notFound(NotFoundException e, HttpServletResponse response) {
        return page(response, HttpStatus.NOT_FOUND, "Not found", String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    Page malformed(MethodArgumentTypeMismatchException e, HttpServletResponse response) {
        return page(
                response,
                HttpStatus.NOT_FOUND,
                "Not found",
                "The address is not one of Fettle's: a number is expected.");
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    Answer databaseGone(RuntimeException e, HttpServletRequest request, HttpServletResponse response) {
        LOG.error("{} failed because of the database.", request.getRequestURI(), e);
        Optional<Answer> told = programs.told(request, HttpStatus.SERVICE_UNAVAILABLE.value());
        if (told.isPresent()) {
            return told.get();
        }
        return page(
                response,
                HttpStatus.SERVICE_UNAVAILABLE,
                "The database does not answer",
                "Nothing was changed. Try again in a few seconds; if it stays so, the server's log says more.");
    }

    @Open(because = "it says only that something went wrong")
    @RequestMapping("/error")
    Answer other(HttpServletRequest request, HttpServletResponse response) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code instanceof Integer number ? HttpStatus.resolve(number) : null;
        Object thrown = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        if (thrown instanceof DataAccessException || thrown instanceof TransactionException) {
            return databaseGone((RuntimeException) thrown, request, response);
        }
        Optional<Answer> told = programs.told(request, code instanceof Integer number ? number : 404);
        if (told.isPresent()) {
            return told.get();
        }
        return switch (status) {
            case NOT_FOUND -> page(response, status, "Not found", "There is no such page.");
            case FORBIDDEN -> page(response, status, "Not accepted", whyForbidden(request));
            case METHOD_NOT_ALLOWED, BAD_REQUEST ->
                page(response, status, "Not understood", "The request is not one that this page can make.");
            case null, default ->
                page(
                        response,
                        status == null ? HttpStatus.NOT_FOUND : status,
                        "Something went wrong",
                        "This is a mistake in Fettle, not yours. The server's log has what its makers need to mend it.");
        };
    }

    private static String whyForbidden(HttpServletRequest request) {
        if (SeenBy.person(request)
                        .filter(who -> who.access().grants().isEmpty())
                        .isPresent()
                && SeenBy.lacking(request).isPresent()) {
            return "You have no role yet, so you see nothing here but your own account. Ask an administrator for a role.";
        }
        return SeenBy.lacking(request)
                .map(permission -> "None of your roles allows this"
                        + (permission.reach() == Permission.Reach.EVERYWHERE ? " for all hosts" : "") + ". It takes "
                        + permission.roles().stream().sorted().map(Role::word).collect(Collectors.joining(" or "))
                        + "; an administrator can give you that role.")
                .orElse(
                        "The request did not come from a page of this session. Go back, reload the page and try again.");
    }

    private Page page(HttpServletResponse response, HttpStatus status, String title, String sentence) {
        response.setStatus(status.value());
        return pages.of("web/error", new Fault(status.value(), title, sentence));
    }
}
