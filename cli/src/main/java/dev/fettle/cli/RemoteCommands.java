package dev.fettle.cli;

import static dev.fettle.cli.RemoteFamily.API;
import static dev.fettle.cli.RemoteFamily.filled;
import static dev.fettle.cli.RemoteFamily.lists;
import static dev.fettle.cli.RemoteFamily.tells;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.Profile;
import dev.fettle.cli.remote.Records;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.Views;
import dev.fettle.wire.Accepted;
import dev.fettle.wire.RunItem;
import dev.fettle.wire.ScanState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.commons.cli.Option;
import org.jspecify.annotations.Nullable;

/** The commands that show and do what the API has. */
final class RemoteCommands {
    private static final String OF_HOST = "Of the host with this number or name";
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final Console console;
    private final RemoteFamily family;
    private final Pause pause;

    RemoteCommands(Console console, RemoteFamily family, Pause pause) {
        this.console = console;
        this.family = family;
        this.pause = pause;
    }

    List<Command> all() {
        return List.of(
                family.command(
                        "whoami",
                        "Tells who you are to the server, and what you may do.",
                        List.of(),
                        tells("", "Name, roles and permissions", "/me")),
                family.command(
                        "status",
                        "Tells how the server stands.",
                        List.of(),
                        tells("", "What it knows and what everybody should know", "/status")),
                family.command(
                        "overview",
                        "Tells how the hosts that you may see stand.",
                        List.of(),
                        tells("", "Counts of hosts and open findings", "/overview")),
                HostCommands.hosts(family),
                family.command(
                        "packages",
                        "Lists the packages of a host.",
                        Choices.ofLists(),
                        lists("HOST", OF_HOST, "/hosts/{host}/packages", Views.PACKAGES)),
                family.command(
                        "findings",
                        "Lists the findings of a host, the worst first.",
                        Choices.ofLists(),
                        lists("HOST", OF_HOST, "/hosts/{host}/findings", Views.FINDINGS)),
                family.list(
                        "vulnerabilities",
                        "Shows which vulnerabilities are open on hosts, the worst first.",
                        Views.VULNERABILITIES,
                        List.of(),
                        tells("show CVE", "Shows where one is", "/vulnerabilities/{id}"),
                        lists(
                                "hosts CVE",
                                "Lists the hosts on which it is open",
                                "/vulnerabilities/{id}/hosts",
                                Views.HOST_NAMES)),
                patches(),
                family.list(
                        "feeds",
                        "Shows how the feeds stand, and asks one now.",
                        Views.FEEDS,
                        List.of(),
                        Verb.of(
                                "refresh ID",
                                "Asks the source with this number now",
                                (session, words) -> refresh(session, words.getFirst()))),
                family.list(
                        "scans",
                        "Shows the scans of the server's machine, begins and stops one.",
                        Views.RUNS,
                        List.of(),
                        Verb.of("begin", "Begins one; it goes on by itself", (session, _) -> begin(session)),
                        Verb.of(
                                "watch",
                                "Shows how far it is until it ends; Ctrl-C leaves it going on",
                                (session, _) -> watch(session)),
                        Verb.of("stop", "Stops the one that runs", (session, _) -> stop(session))));
    }

    private RemoteCommand patches() {
        List<Option> options = new ArrayList<>(Choices.ofLists());
        options.add(Choices.valued("host", "HOST", "Those of one host, by its number or name."));
        return family.command(
                "patches",
                "Shows what to patch first.",
                options,
                Verb.of("", "Lists what is pending", (session, _) -> patches(session)),
                Verb.of("list", "The same", (session, _) -> patches(session)),
                Verb.of("show ID", "Shows one, by its ID in the list", RemoteCommands::patch),
                lists("hosts ID", "Lists the hosts on which it is pending", "/patches/{path}/hosts", Views.HOST_NAMES));
    }

    private static void patches(Session session) throws RemoteException, UsageException {
        String host = session.line().getOptionValue("host");
        if (host == null) {
            session.list(API + "/patches", Views.PATCHES);
        } else {
            session.list(filled("/hosts/{host}/patches", session, List.of(host)), Views.HOST_PATCHES);
        }
    }

    private static void patch(Session session, List<String> words) throws RemoteException {
        String host = session.line().getOptionValue("host");
        session.one(session.get(
                host == null
                        ? filled("/patches/{path}", session, words)
                        : filled("/hosts/{host}/patches/{id}", session, List.of(host, words.getFirst()))));
    }

    private static void refresh(Session session, String id) throws RemoteException {
        Accepted accepted = Records.read(
                session.send("POST", API + "/feeds/" + Profile.encoded(id) + "/refreshes", null), Accepted.class);
        session.say(
                accepted.begun()
                        ? "The source is asked now; fettle feeds shows how far that is."
                        : "It is asked already.");
    }

    private static void stop(Session session) throws RemoteException {
        session.send("DELETE", API + "/scans/now", null);
        session.say("No scan runs now, or the one that did is stopping.");
    }

    private static void begin(Session session) throws RemoteException {
        Accepted accepted = Records.read(session.send("POST", API + "/scans", null), Accepted.class);
        session.say(
                accepted.begun()
                        ? "A scan begins; fettle scans watch shows how far it is."
                        : "A scan runs already; fettle scans watch shows how far it is.");
    }

    private void watch(Session session) throws RemoteException {
        @Nullable String told = null;
        while (true) {
            ScanState state = Records.read(session.get(API + "/scans/now"), ScanState.class);
            RunItem last = state.last();
            if (last == null || !last.state().equals("running")) {
                session.say(
                        last == null
                                ? "There was no scan yet."
                                : "The last scan: " + last.state() + ". " + last.message());
                return;
            }
            if (!Objects.equals(told, last.step())) {
                console.progress().step(last.step());
                told = last.step();
            }
            console.progress().amount("percent", last.percent() == null ? 0 : last.percent(), 100);
            if (!pause.wait(BETWEEN)) {
                return;
            }
        }
    }
}
