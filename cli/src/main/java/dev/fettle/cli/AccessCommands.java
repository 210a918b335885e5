package dev.fettle.cli;

import static dev.fettle.cli.RemoteFamily.API;
import static dev.fettle.cli.RemoteFamily.filled;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.Profile;
import dev.fettle.cli.remote.Records;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.Views;
import dev.fettle.wire.MadeToken;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands about who and what may come in, and who did what. */
final class AccessCommands {
    private static final String USUAL_DAYS = "30";

    private final RemoteFamily family;

    AccessCommands(RemoteFamily family) {
        this.family = family;
    }

    List<Command> all() {
        return List.of(new PeopleCommand(family).made(), tokens(), new SshHostsCommand(family).made(), audit());
    }

    private RemoteCommand tokens() {
        return family.list(
                "tokens",
                "Shows your tokens, makes and revokes one.",
                Views.TOKENS,
                List.of(
                        Choices.valued("role", "ROLE", "For create: such as viewer or operator@tag:web; repeatable."),
                        Choices.valued("days", "N", "For create: until it expires (default: " + USUAL_DAYS + ").")),
                Verb.of(
                        "create NAME",
                        "Makes one and prints it alone, this once",
                        (session, words) -> create(session, words.getFirst())),
                Verb.of("revoke ID", "Revokes the one with this number", (session, words) -> {
                    session.delete(filled("/tokens/{id}", session, words));
                    session.say("The token is revoked.");
                }));
    }

    private static void create(Session session, String name) throws RemoteException, UsageException {
        String @Nullable [] roles = session.line().getOptionValues("role");
        String days = session.line().getOptionValue("days", USUAL_DAYS);
        if (roles == null || !days.matches("[0-9]{1,3}")) {
            throw new UsageException("Say what the token may: fettle tokens create NAME --role viewer --days 30.");
        }
        MadeToken made = Records.read(
                session.send(
                        "POST",
                        API + "/tokens",
                        Map.of("name", name, "roles", Arrays.asList(roles), "days", Long.parseLong(days))),
                MadeToken.class);
        session.say(made.token());
    }

    private RemoteCommand audit() {
        return family.list(
                "audit",
                "Shows who did what, and exports it for fettle audit verify.",
                Views.AUDIT,
                List.of(
                        Choices.valued("from", "INSTANT", "For export: the first moment, 2026-11-20T00:00:00Z."),
                        Choices.valued("to", "INSTANT", "For export: the first moment that is not meant any more."),
                        Choices.valued("subject", "TYPE:ID", "For export: all about one thing, such as host:7.")),
                Verb.of(
                        "export",
                        "Writes it as JSON Lines, or with --format csv as CSV",
                        (session, _) -> export(session)));
    }

    private static void export(Session session) throws RemoteException, UsageException {
        StringBuilder query = new StringBuilder("?format=")
                .append(session.line().getOptionValue("format", "").equals("csv") ? "csv" : "jsonl");
        for (String each : List.of("from", "to")) {
            if (session.line().hasOption(each)) {
                query.append('&')
                        .append(each)
                        .append('=')
                        .append(Profile.encoded(session.line().getOptionValue(each)));
            }
        }
        String subject = session.line().getOptionValue("subject");
        if (subject != null) {
            int colon = subject.indexOf(':');
            if (colon < 1) {
                throw new UsageException("--subject takes a type and an id, such as host:7.");
            }
            query.append("&subjectType=")
                    .append(Profile.encoded(subject.substring(0, colon)))
                    .append("&subjectId=")
                    .append(Profile.encoded(subject.substring(colon + 1)));
        }
        session.download(API + "/audit/export" + query);
    }
}
