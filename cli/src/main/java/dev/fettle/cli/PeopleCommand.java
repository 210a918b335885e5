package dev.fettle.cli;

import static dev.fettle.cli.RemoteFamily.API;
import static dev.fettle.cli.RemoteFamily.filled;
import static dev.fettle.cli.RemoteFamily.lists;
import static dev.fettle.cli.RemoteFamily.tells;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.Views;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code fettle people}: who can sign in, and what administrators do with them. */
final class PeopleCommand {
    private static final String ROLES = "roles";

    private final RemoteFamily family;

    PeopleCommand(RemoteFamily family) {
        this.family = family;
    }

    RemoteCommand made() {
        return family.list(
                "people",
                "Shows who can sign in; adds people, and changes what they may.",
                Views.PEOPLE,
                List.of(
                        Choices.valued("role", "ROLE", "For add: such as viewer or operator@tag:web; repeatable."),
                        Choices.flag("factors", "For reset: also authenticator app, recovery codes and passkeys.")),
                tells("show PERSON", "Shows one, by number or name", "/people/{person}"),
                Verb.of(
                        "add NAME",
                        "Adds somebody, and shows the link to set a password, this once",
                        PeopleCommand::add),
                Verb.of("give PERSON ROLE", "Gives a role", (session, words) -> roles(session, words, true)),
                Verb.of("take PERSON ROLE", "Takes a role away", (session, words) -> roles(session, words, false)),
                Verb.of(
                        "disable PERSON",
                        "Ends sign-in, sessions and tokens",
                        (session, words) -> able(session, words, true)),
                Verb.of(
                        "enable PERSON",
                        "Lets somebody sign in again",
                        (session, words) -> able(session, words, false)),
                Verb.of(
                        "reset PERSON",
                        "Ends password, sessions and tokens, and shows a link as add does",
                        PeopleCommand::reset),
                Verb.of("sign-out PERSON", "Ends all sessions", PeopleCommand::signOut),
                lists("tokens", "Lists everybody's tokens", "/people/tokens", Views.TOKENS),
                Verb.of("revoke-token ID", "Revokes anybody's token", PeopleCommand::revoke));
    }

    private static void add(Session session, List<String> words) throws RemoteException {
        String @Nullable [] roles = session.line().getOptionValues("role");
        List<String> wanted = roles == null ? List.of() : Arrays.asList(roles);
        session.one(session.send("POST", API + "/people", Map.of("name", words.getFirst(), ROLES, wanted)));
    }

    private static void roles(Session session, List<String> words, boolean give) throws RemoteException {
        String role = words.get(1);
        session.one(access(
                session,
                words,
                seen -> {
                    List<String> roles = new ArrayList<>();
                    if (seen.get(ROLES) instanceof List<?> there) {
                        there.forEach(each -> roles.add(String.valueOf(each)));
                    }
                    boolean had = roles.removeIf(each -> inOrder(each).equals(inOrder(role)));
                    if (give) {
                        roles.add(role);
                    } else if (!had) {
                        throw new RemoteException(
                                RemoteException.FAILED,
                                words.getFirst() + " does not have the role " + role + ", but "
                                        + (roles.isEmpty() ? "none" : String.join(", ", roles))
                                        + ". Nothing was changed.");
                    }
                    return roles;
                },
                ROLES));
    }

    /** A role with its groups in one order, so that two ways to write it are the same. */
    private static String inOrder(String role) {
        int at = role.indexOf('@');
        return at < 0
                ? role.strip()
                : role.substring(0, at).strip()
                        + Arrays.stream(role.substring(at + 1).split("\\+", -1))
                                .map(String::strip)
                                .distinct()
                                .sorted()
                                .collect(Collectors.joining("+", "@", ""));
    }

    private static void able(Session session, List<String> words, boolean disabled) throws RemoteException {
        session.one(access(session, words, _ -> disabled, "disabled"));
    }

    /** What a member becomes. */
    @FunctionalInterface
    private interface Becoming {
        Object of(Map<String, @Nullable Object> seen) throws RemoteException;
    }

    private static @Nullable Object access(Session session, List<String> words, Becoming becoming, String member)
            throws RemoteException {
        return session.change(filled("/people/{person}/access", session, words), seen -> {
            Map<String, @Nullable Object> wanted = new LinkedHashMap<>(seen);
            wanted.put(member, becoming.of(seen));
            return wanted;
        });
    }

    private static void reset(Session session, List<String> words) throws RemoteException {
        String path = filled("/people/{person}/resets", session, words);
        session.one(session.send("POST", path, Map.of("factors", session.line().hasOption("factors"))));
    }

    private static void signOut(Session session, List<String> words) throws RemoteException {
        session.delete(filled("/people/{person}/sessions", session, words));
        session.say("All sessions of " + words.getFirst() + " are ended.");
    }

    private static void revoke(Session session, List<String> words) throws RemoteException {
        session.delete(filled("/people/tokens/{id}", session, words));
        session.say("The token is revoked.");
    }
}
