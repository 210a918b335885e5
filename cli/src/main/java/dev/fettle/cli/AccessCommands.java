package dev.fettle.cli;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.Profile;
import dev.fettle.cli.remote.Records;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.Views;
import dev.fettle.wire.MadeToken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.Option;
import org.jspecify.annotations.Nullable;

/** The commands about people, tokens and the audit trail. */
final class AccessCommands {
    private static final String API = "/api/v1";
    private static final String USUAL_DAYS = "30";

    private final Console console;
    private final Map<String, String> environment;
    private final Pause pause;

    AccessCommands(Console console, Map<String, String> environment, Pause pause) {
        this.pause = pause;
        this.console = console;
        this.environment = environment;
    }

    List<Command> all() {
        return List.of(people(), tokens(), audit());
    }

    private RemoteCommand people() {
        return new RemoteCommand(
                "people",
                "Shows who can sign in, with their roles.",
                List.of(new Verb(
                        "", List.of(), "Lists them", (session, _) -> session.list(API + "/people", Views.PEOPLE))),
                Choices.ofLists(),
                console,
                environment,
                pause);
    }

    private RemoteCommand tokens() {
        List<Option> options = new ArrayList<>(Choices.ofLists());
        options.add(Choices.valued("role", "ROLE", "For create: such as viewer or operator@tag:web; repeatable."));
        options.add(Choices.valued("days", "N", "For create: until it expires (default: " + USUAL_DAYS + ")."));
        return new RemoteCommand(
                "tokens",
                "Shows your tokens, makes and revokes one.",
                List.of(
                        new Verb(
                                "",
                                List.of(),
                                "Lists them",
                                (session, _) -> session.list(API + "/tokens", Views.TOKENS)),
                        new Verb(
                                "list",
                                List.of(),
                                "The same",
                                (session, _) -> session.list(API + "/tokens", Views.TOKENS)),
                        new Verb(
                                "create",
                                List.of("NAME"),
                                "Makes one and prints it alone, this once",
                                (session, words) -> create(session, words.getFirst())),
                        new Verb("revoke", List.of("ID"), "Revokes the one with this number", (session, words) -> {
                            session.send("DELETE", API + "/tokens/" + Profile.encoded(words.getFirst()), null);
                            session.say("The token is revoked.");
                        })),
                options,
                console,
                environment,
                pause);
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
        List<Option> options = new ArrayList<>(Choices.ofLists());
        options.add(Choices.valued("from", "INSTANT", "For export: the first moment, 2026-11-20T00:00:00Z."));
        options.add(Choices.valued("to", "INSTANT", "For export: the first moment that is not meant any more."));
        options.add(Choices.valued("subject", "TYPE:ID", "For export: all about one thing, such as host:7."));
        return new RemoteCommand(
                "audit",
                "Shows who did what, and exports it for fettle audit verify.",
                List.of(
                        new Verb(
                                "",
                                List.of(),
                                "Lists it, the newest first",
                                (session, _) -> session.list(API + "/audit", Views.AUDIT)),
                        new Verb(
                                "list",
                                List.of(),
                                "The same",
                                (session, _) -> session.list(API + "/audit", Views.AUDIT)),
                        new Verb(
                                "export",
                                List.of(),
                                "Writes it as JSON Lines, or with --format csv as CSV",
                                (session, _) -> export(session))),
                options,
                console,
                environment,
                pause);
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
