package dev.fettle.server.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;

/** What tells a request from all others, in the log, in the audit trail and in the answer. */
public final class RequestId {
    private static final String ATTRIBUTE = RequestId.class.getName();

    private RequestId() {}

    /** The same for the whole of a request. */
    public static String of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        String fresh = UUID.randomUUID().toString();
        request.setAttribute(ATTRIBUTE, fresh);
        return fresh;
    }

    /** Takes the id that a program has given its request, which is of a known form. */
    public static void set(HttpServletRequest request, String id) {
        request.setAttribute(ATTRIBUTE, id);
    }
}
