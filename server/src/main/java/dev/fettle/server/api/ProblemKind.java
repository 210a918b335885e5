package dev.fettle.server.api;

import java.util.Locale;
import java.util.Optional;

/** The kinds of problems that the API tells. Their words stand in addresses and stay as they are. */
public enum ProblemKind {
    MALFORMED(
            400,
            "Not understood",
            "The request cannot be read: its body is no JSON, is nested too deeply, or a parameter is missing, given"
                    + " twice, unknown or not of its kind. The member \"errors\" names the places. Correct them and"
                    + " send the request again."),
    INVALID_FILTER(
            400,
            "Invalid filter",
            "The filter or the order does not follow the syntax, names a field that the list does not have, or compares"
                    + " it with what it cannot be. The description of the API names the fields of each list."),
    INVALID_CURSOR(
            400,
            "Invalid cursor",
            "The cursor was not made by this list with this filter and order. Follow the links of the answers as they"
                    + " are, or begin again without a cursor."),
    UNAUTHENTICATED(
            401,
            "Not signed in",
            "Nobody is known to have made the request. Send a token as \"Authorization: Bearer fettle_…\"; one that was"
                    + " revoked or has expired counts as none. \"fettle login\" gets a token for the command line."),
    FORBIDDEN(
            403,
            "Not permitted",
            "None of the roles of the person or token allows this. The detail names the roles that do; an administrator"
                    + " can give them. A token never may more than its owner."),
    CSRF(
            403,
            "Not from a page of this session",
            "A request with the cookie of a session changes something only together with that session's CSRF token."
                    + " Programs send a bearer token instead."),
    NOT_FOUND(
            404,
            "Not found",
            "There is no such thing, or it is none of those for which the roles hold: the API does not tell which."),
    METHOD_NOT_ALLOWED(
            405,
            "Method not allowed",
            "The address is right, the method is not. The header Allow names those that are."),
    NOT_ACCEPTABLE(406, "Not acceptable", "The API answers with application/json, and with application/problem+json."),
    CONFLICT(
            409,
            "Conflict",
            "The request contradicts what is there now. Look at it again, then decide whether to send another."),
    IN_PROGRESS(
            409,
            "Still in progress",
            "A request with the same idempotency key is being carried out. Wait, then send it again: the answer is then"
                    + " that of the first."),
    ANSWER_NOT_KEPT(
            409,
            "Carried out before",
            "A request with this idempotency key was carried out, and its answer held a secret, which is not kept. If"
                    + " the secret was lost, take back what was made, and make it anew with another key."),
    STALE(
            412,
            "Changed in the meantime",
            "Somebody has changed it since the version that If-Match names. Get it again, repeat the change on what it is"
                    + " now, and send the new ETag."),
    TOO_LARGE(413, "Too large", "The body is larger than any that the API takes. The detail names the limit."),
    UNSUPPORTED_TYPE(415, "Unsupported type", "The API takes application/json."),
    INVALID(
            422,
            "Invalid",
            "The body is JSON, but its content is not what is expected. The member \"errors\" has a JSON Pointer and a"
                    + " sentence for each fault."),
    KEY_REUSED(
            422,
            "Idempotency key used before",
            "The idempotency key belongs to another request of the last 24 hours. Use a new key for each new request."),
    PRECONDITION_REQUIRED(
            428,
            "Precondition required",
            "This would overwrite what somebody else may have changed. Get it first, and send its ETag as If-Match."),
    TOO_MANY(
            429,
            "Too many requests",
            "More requests were made than the rate allows. Wait as many seconds as Retry-After says."),
    INTERNAL(
            500,
            "A mistake in Fettle",
            "This is Fettle's mistake, not yours. The server's log has more under the request's id."),
    UNAVAILABLE(
            503,
            "The database does not answer",
            "Nothing was changed. Try again in a few seconds; if it stays so, the server's log says more.");

    private final int status;
    private final String title;
    private final String explanation;

    ProblemKind(int status, String title, String explanation) {
        this.status = status;
        this.title = title;
        this.explanation = explanation;
    }

    /** Of HTTP. */
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** What it means and what to do about it, in sentences. */
    public String explanation() {
        return explanation;
    }

    /** {@code not-found}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where a page explains it. */
    public String address() {
        return "/problems/" + word();
    }

    static Optional<ProblemKind> of(String word) {
        for (ProblemKind each : values()) {
            if (each.word().equals(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
