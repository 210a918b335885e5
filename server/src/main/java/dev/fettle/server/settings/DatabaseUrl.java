package dev.fettle.server.settings;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Where a PostgreSQL database is, and as whom to sign in.
 *
 * @param jdbc begins with jdbc:postgresql:// and holds neither role nor password; other parameters stay as given, so
 *     it is not for logs
 */
public record DatabaseUrl(String jdbc, Optional<String> user, Optional<Secret> password) {
    private static final String PREFIX = "postgresql://";
    private static final String HOST = "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?";
    private static final Pattern HOSTS = Pattern.compile(HOST + "(?:," + HOST + ")*+");
    private static final Pattern DATABASE = Pattern.compile("[^/?#@\\s]+");

    /** Reads {@code [jdbc:]postgresql://[role[:password]@]host[:port]/database[?name=value&…]}; never repeats any of it. */
    static DatabaseUrl parse(String text) throws Wrong {
        String url = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
        if (!url.startsWith(PREFIX)) {
            throw new Wrong("must be " + Shape.DATABASE.description() + ", and it begins otherwise");
        }
        String rest = url.substring(PREFIX.length());
        int question = rest.indexOf('?');
        String place = question < 0 ? rest : rest.substring(0, question);
        int slash = place.lastIndexOf('/');
        int at = place.lastIndexOf('@', slash < 0 ? place.length() : slash);
        String hosts = place.substring(at + 1, Math.max(at + 1, slash));
        String database = place.substring(slash + 1);
        if (slash < 0
                || !HOSTS.matcher(hosts).matches()
                || !DATABASE.matcher(database).matches()) {
            throw new Wrong("must be " + Shape.DATABASE.description()
                    + ", with a host, a slash and the database's name; in a password, write / ? # @ and % as %2F %3F"
                    + " %23 %40 and %25");
        }
        Role role = at < 0 ? Role.NONE : Role.of(place.substring(0, at));
        StringJoiner others = new StringJoiner("&", "?", "").setEmptyValue("");
        for (String parameter :
                question < 0 ? new String[0] : rest.substring(question + 1).split("&", -1)) {
            if (parameter.startsWith("user=")) {
                role = role.withUser(decoded(parameter.substring("user=".length())));
            } else if (parameter.startsWith("password=")) {
                role = role.withPassword(decoded(parameter.substring("password=".length())));
            } else {
                others.add(parameter);
            }
        }
        return new DatabaseUrl("jdbc:" + PREFIX + hosts + "/" + database + others, role.user(), role.password());
    }

    private record Role(Optional<String> user, Optional<Secret> password) {
        static final Role NONE = new Role(Optional.empty(), Optional.empty());

        static Role of(String text) throws Wrong {
            String plain = text.replace("+", "%2B");
            int colon = plain.indexOf(':');
            Role role = NONE.withUser(decoded(colon < 0 ? plain : plain.substring(0, colon)));
            return colon < 0 ? role : role.withPassword(decoded(plain.substring(colon + 1)));
        }

        Role withUser(String name) throws Wrong {
            if (user.isPresent()) {
                throw new Wrong("names the role twice");
            }
            return new Role(name.isEmpty() ? user : Optional.of(name), password);
        }

        Role withPassword(String text) throws Wrong {
            if (password.isPresent()) {
                throw new Wrong("holds the password twice");
            }
            return new Role(user, text.isEmpty() ? password : Optional.of(new Secret(text)));
        }
    }

    private static String decoded(String text) throws Wrong {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new Wrong("has a % in the role or the password that two hexadecimal digits don't follow; write %25");
        }
    }

    DatabaseUrl withPassword(Secret secret) {
        return new DatabaseUrl(jdbc, user, Optional.of(secret));
    }

    /** Hosts and database; not the role either, for a password lands there when somebody forgets its colon. */
    @Override
    public String toString() {
        int question = jdbc.indexOf('?');
        String place = jdbc.substring("jdbc:".length() + PREFIX.length(), question < 0 ? jdbc.length() : question);
        return PREFIX + place;
    }
}
