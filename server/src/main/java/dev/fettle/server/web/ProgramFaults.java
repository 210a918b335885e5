package dev.fettle.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Tells programs what went wrong, where people would get a page. */
@FunctionalInterface
public interface ProgramFaults {
    /**
     * @param status of HTTP
     * @return empty if it is not a program that asks
     */
    Optional<Answer> told(HttpServletRequest request, int status);
}
