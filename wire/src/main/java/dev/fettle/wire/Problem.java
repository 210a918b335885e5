package dev.fettle.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not carried out, after RFC 9457.
 *
 * @param type the address of a page that says what this kind of problem is, {@code /problems/not-found}
 * @param title the same for all problems of the type
 * @param status the HTTP status
 * @param detail what happened this time, and what to do
 * @param instance the path that was asked for
 * @param requestId what to name when asking somebody about it
 * @param errors what is wrong with which part of the request; may be empty
 */
public record Problem(
        String type, String title, int status, String detail, String instance, String requestId, List<Part> errors) {
    /**
     * @param pointer a JSON Pointer into the body; null if it is no part of the body
     * @param parameter the name of a query parameter or header; null if it is none
     */
    public record Part(@Nullable String pointer, @Nullable String parameter, String detail) {}
}
