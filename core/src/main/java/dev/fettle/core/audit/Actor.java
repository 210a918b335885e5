package dev.fettle.core.audit;

/**
 * Who does something.
 *
 * @param name of the person; for a token {@code person/token}; for the server what it was at
 * @param role the role, or the roles joined by commas, by which it is allowed; "" for the server
 * @param from the address that it was asked from; "" for the server
 * @param request the id of the request; "" for the server
 */
public record Actor(Kind kind, String name, String role, String from, String request) {
    /** What does something. */
    public enum Kind {
        PERSON,
        TOKEN,
        SERVER
    }

    public Actor {
        if (name.isBlank()) {
            throw new IllegalArgumentException("Nobody does nothing: an actor needs a name.");
        }
    }

    public static Actor person(String name, String role, String from, String request) {
        return new Actor(Kind.PERSON, name, role, from, request);
    }

    /** @param token the name that its owner gave it */
    public static Actor token(String person, String token, String role, String from, String request) {
        return new Actor(Kind.TOKEN, person + "/" + token, role, from, request);
    }

    /** @param task what the server was at, {@code scan of this machine} */
    public static Actor server(String task) {
        return new Actor(Kind.SERVER, task, "", "", "");
    }

    /** Whose deed it is: for a token the person who made it. */
    public String person() {
        return kind == Kind.TOKEN ? name.substring(0, Math.max(0, name.indexOf('/'))) : name;
    }
}
