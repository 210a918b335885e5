package dev.fettle.cli;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.Profile;
import dev.fettle.cli.remote.Records;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.View;
import dev.fettle.cli.remote.Views;
import dev.fettle.wire.Accepted;
import dev.fettle.wire.RunItem;
import dev.fettle.wire.ScanState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.cli.Option;
import org.jspecify.annotations.Nullable;

/** The commands that show and do what the API has. */
final class RemoteCommands {
    private static final String API = "/api/v1";
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final Console console;
    private final Map<String, String> environment;
    private final Pause pause;

    RemoteCommands(Console console, Map<String, String> environment, Pause pause) {
        this.console = console;
        this.environment = environment;
        this.pause = pause;
    }

    List<Command> all() {
        return List.of(
                command(
                        "whoami",
                        "Tells who you are to the server, and what you may do.",
                        List.of(),
                        one("", "Name, roles and permissions", "/me")),
                command(
                        "status",
                        "Tells how the server stands.",
                        List.of(),
                        one("", "What it knows and what everybody should know", "/status")),
                command(
                        "overview",
                        "Tells how the hosts that you may see stand.",
                        List.of(),
                        one("", "Counts of hosts and open findings", "/overview")),
                command(
                        "hosts",
                        "Shows hosts.",
                        Choices.ofLists(),
                        list("", "Lists them", "/hosts", Views.HOSTS),
                        list("list", "The same", "/hosts", Views.HOSTS),
                        new Verb(
                                "show",
                                List.of("HOST"),
                                "Shows one, by its number or name",
                                (session, words) -> session.one(session.get(host(session, words.getFirst(), ""))))),
                ofHost("packages", "Lists the packages of a host.", Views.PACKAGES),
                ofHost("findings", "Lists the findings of a host, the worst first.", Views.FINDINGS),
                vulnerabilities(),
                patches(),
                feeds(),
                scans());
    }

    private RemoteCommand command(String name, String description, List<Option> more, Verb... verbs) {
        return new RemoteCommand(name, description, List.of(verbs), more, console, environment, pause);
    }

    private static Verb one(String name, String description, String path) {
        return new Verb(name, List.of(), description, (session, _) -> session.one(session.get(API + path)));
    }

    private static <T> Verb list(String name, String description, String path, View<T> view) {
        return new Verb(name, List.of(), description, (session, _) -> session.list(API + path, view));
    }

    private static String host(Session session, String named, String part) throws RemoteException {
        return API + "/hosts/" + session.host(named) + part;
    }

    private <T> RemoteCommand ofHost(String name, String description, View<T> view) {
        return command(
                name,
                description,
                Choices.ofLists(),
                new Verb(
                        "",
                        List.of("HOST"),
                        "Of the host with this number or name",
                        (session, words) -> session.list(host(session, words.getFirst(), "/" + name), view)));
    }

    private RemoteCommand vulnerabilities() {
        return command(
                "vulnerabilities",
                "Shows which vulnerabilities are open on hosts, the worst first.",
                Choices.ofLists(),
                list("", "Lists them", "/vulnerabilities", Views.VULNERABILITIES),
                list("list", "The same", "/vulnerabilities", Views.VULNERABILITIES),
                new Verb(
                        "show",
                        List.of("CVE"),
                        "Shows where one is",
                        (session, words) -> session.one(
                                session.get(API + "/vulnerabilities/" + Profile.encoded(words.getFirst())))),
                new Verb(
                        "hosts",
                        List.of("CVE"),
                        "Lists the hosts on which it is open",
                        (session, words) -> session.list(
                                API + "/vulnerabilities/" + Profile.encoded(words.getFirst()) + "/hosts",
                                Views.HOST_NAMES)));
    }

    private RemoteCommand patches() {
        List<Option> options = new ArrayList<>(Choices.ofLists());
        options.add(Choices.valued("host", "HOST", "Those of one host, by its number or name."));
        return command(
                "patches",
                "Shows what to patch first.",
                options,
                new Verb("", List.of(), "Lists what is pending", (session, _) -> patches(session)),
                new Verb("list", List.of(), "The same", (session, _) -> patches(session)),
                new Verb(
                        "show",
                        List.of("ID"),
                        "Shows one, by its ID in the list",
                        (session, words) -> session.one(session.get(patch(session, words.getFirst())))),
                new Verb(
                        "hosts",
                        List.of("ID"),
                        "Lists the hosts on which it is pending",
                        (session, words) ->
                                session.list(API + "/patches/" + path(words.getFirst()) + "/hosts", Views.HOST_NAMES)));
    }

    private static void patches(Session session) throws RemoteException, UsageException {
        String host = session.line().getOptionValue("host");
        if (host == null) {
            session.list(API + "/patches", Views.PATCHES);
        } else {
            session.list(host(session, host, "/patches"), Views.HOST_PATCHES);
        }
    }

    private static String patch(Session session, String id) throws RemoteException {
        String host = session.line().getOptionValue("host");
        return host == null ? API + "/patches/" + path(id) : host(session, host, "/patches/" + Profile.encoded(id));
    }

    private static String path(String id) {
        List<String> parts = new ArrayList<>();
        for (String each : id.split("/", -1)) {
            parts.add(Profile.encoded(each));
        }
        return String.join("/", parts);
    }

    private RemoteCommand feeds() {
        return command(
                "feeds",
                "Shows how the feeds stand, and asks one now.",
                Choices.ofLists(),
                list("", "Lists the sources", "/feeds", Views.FEEDS),
                list("list", "The same", "/feeds", Views.FEEDS),
                new Verb(
                        "refresh",
                        List.of("ID"),
                        "Asks the source with this number now",
                        (session, words) -> refresh(session, words.getFirst())));
    }

    private static void refresh(Session session, String id) throws RemoteException {
        Accepted accepted = Records.read(
                session.send("POST", API + "/feeds/" + Profile.encoded(id) + "/refreshes", null), Accepted.class);
        session.say(
                accepted.begun()
                        ? "The source is asked now; fettle feeds shows how far that is."
                        : "It is asked already.");
    }

    private RemoteCommand scans() {
        return command(
                "scans",
                "Shows the scans of the server's machine, begins and stops one.",
                Choices.ofLists(),
                list("", "Lists the newest", "/scans", Views.RUNS),
                list("list", "The same", "/scans", Views.RUNS),
                new Verb("begin", List.of(), "Begins one; it goes on by itself", (session, _) -> begin(session)),
                new Verb(
                        "watch",
                        List.of(),
                        "Shows how far it is until it ends; Ctrl-C leaves it going on",
                        (session, _) -> watch(session)),
                new Verb("stop", List.of(), "Stops the one that runs", (session, _) -> {
                    session.send("DELETE", API + "/scans/now", null);
                    session.say("No scan runs now, or the one that did is stopping.");
                }));
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
