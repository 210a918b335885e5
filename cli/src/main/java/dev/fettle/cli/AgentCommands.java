package dev.fettle.cli;

import static dev.fettle.cli.RemoteFamily.API;
import static dev.fettle.cli.RemoteFamily.filled;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.Records;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.Views;
import dev.fettle.wire.MadeEnrolmentToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.cli.Option;

/** The commands about the programs on hosts. */
final class AgentCommands {
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,6})([mhd])");
    private static final long MINUTES_OF_AN_HOUR = 60;
    private static final long MINUTES_OF_A_DAY = 1440;

    private final RemoteFamily family;

    AgentCommands(RemoteFamily family) {
        this.family = family;
    }

    List<Command> all() {
        return List.of(enroll(), agents());
    }

    private RemoteCommand enroll() {
        List<Option> options = new ArrayList<>(Choices.ofLists());
        options.add(Choices.valued("uses", "N", "How many hosts the token enrols (default: 1)."));
        options.add(Choices.valued("for", "TIME", "How long it is good, such as 15m, 1h or 7d (default: 1h)."));
        options.add(Choices.valued("note", "TEXT", "To tell it from others."));
        return family.command(
                "enroll",
                "Makes a token that enrols hosts, and prints the line to run on them.",
                options,
                Verb.of("", "Makes one and prints the line, this once", (session, _) -> make(session)),
                RemoteFamily.lists("list", "Lists those that are good", "/enrolment-tokens", Views.ENROLMENT_TOKENS),
                Verb.of("withdraw ID", "Withdraws the one with this number", (session, words) -> {
                    session.delete(filled("/enrolment-tokens/{id}", session, words));
                    session.say("The token is withdrawn. Hosts that it has enrolled stay so.");
                }));
    }

    private static void make(Session session) throws RemoteException, UsageException {
        String uses = session.line().getOptionValue("uses", "1");
        Matcher span = SPAN.matcher(session.line().getOptionValue("for", "1h"));
        if (!uses.matches("[0-9]{1,6}") || !span.matches()) {
            throw new UsageException("Say for how many hosts and how long: fettle enroll --uses 10 --for 1h.");
        }
        long unit =
                switch (span.group(2)) {
                    case "d" -> MINUTES_OF_A_DAY;
                    case "h" -> MINUTES_OF_AN_HOUR;
                    default -> 1;
                };
        MadeEnrolmentToken made = Records.read(
                session.send(
                        "POST",
                        API + "/enrolment-tokens",
                        Map.of(
                                "uses",
                                Long.parseLong(uses),
                                "minutes",
                                Long.parseLong(span.group(1)) * unit,
                                "note",
                                session.line().getOptionValue("note", ""))),
                MadeEnrolmentToken.class);
        session.say(made.line());
    }

    private RemoteCommand agents() {
        return family.list(
                "agents",
                "Shows the agents of hosts, and revokes one.",
                Views.AGENTS,
                List.of(Choices.valued("reason", "TEXT", "For revoke: why, for the audit trail.")),
                Verb.of("revoke ID", "Takes its identity away; needs --reason", (session, words) -> {
                    String reason = session.line().getOptionValue("reason", "");
                    if (reason.isBlank()) {
                        throw new UsageException("Say why: fettle agents revoke ID --reason \"Stolen\".");
                    }
                    session.send("POST", filled("/agents/{id}/revoke", session, words), Map.of("reason", reason));
                    session.say("The agent is revoked.");
                }));
    }
}
