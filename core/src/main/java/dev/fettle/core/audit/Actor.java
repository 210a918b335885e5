package dev.fettle.core.audit;

/**
 * Who does something.
 *
 * @param name of a person; of a token {@code person/token}; of the server the task that does it
 * @param role the words of the roles by which it is allowed, joined by commas; empty for the server
 * @param from the address that the request came from; empty for the server
 * @param request the id of the request; empty for the server
 */
public record Actor(Kind kind, String name, String role, String from, String request) {
    /** What acts. */
    public enum Kind {
        PERSON,
        TOKEN,
        SERVER
    }

    /** The server itself, in one of its tasks. */
    public static Actor server(String task) {
        return new Actor(Kind.SERVER, task, "", "", "");
    }
}
