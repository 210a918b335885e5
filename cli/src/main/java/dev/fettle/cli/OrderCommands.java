package dev.fettle.cli;

import static dev.fettle.cli.RemoteFamily.API;
import static dev.fettle.cli.RemoteFamily.filled;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.Records;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.Views;
import dev.fettle.wire.OrderDetail;
import dev.fettle.wire.OrderItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.cli.Option;
import org.jspecify.annotations.Nullable;

/** {@code fettle order} and {@code fettle orders}: having hosts do something, and what became of it. */
final class OrderCommands {
    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final Set<String> OPEN = Set.of("waiting", "taken");
    private static final String REASON = "reason";

    private final RemoteFamily family;
    private final Pause pause;

    OrderCommands(RemoteFamily family, Pause pause) {
        this.family = family;
        this.pause = pause;
    }

    List<Command> all() {
        return List.of(orders(), order());
    }

    private RemoteCommand orders() {
        List<Option> options = new ArrayList<>(Choices.ofLists());
        options.add(Choices.valued("host", "HOST", "Those of one host, by its number or name."));
        return family.command(
                "orders",
                "Lists what hosts were asked to do, the newest first.",
                options,
                Verb.of("", "Lists them", (session, _) -> list(session)),
                Verb.of("list", "The same", (session, _) -> list(session)));
    }

    private static void list(Session session) throws RemoteException, UsageException {
        String host = session.line().getOptionValue("host");
        session.list(
                host == null ? API + "/orders" : filled("/hosts/{host}/orders", session, List.of(host)), Views.ORDERS);
    }

    private RemoteCommand order() {
        return family.command(
                "order",
                "Has a host do something, and tells what became of it.",
                List.of(
                        Choices.valued(REASON, "TEXT", "Why; needed for whatever changes the host."),
                        Choices.valued("expires", "MINUTES", "To be begun within so many (default: a day)."),
                        Choices.valued("time-limit", "MINUTES", "May take so many (default: 30)."),
                        Choices.flag("wait", "Waits for the outcome; exits with 1 unless it succeeded.")),
                names("install HOST PACKAGE…", "Installs what is pending for packages and their sources", "packages"),
                names("simulate HOST PACKAGE…", "Tells what that would do", "packages"),
                names("download HOST PACKAGE…", "Fetches it and installs nothing", "packages"),
                names("restart HOST UNIT…", "Restarts services", "units"),
                plain("reboot HOST", "Reboots it"),
                plain("update-agent HOST", "Has its agent replaced by the newest that the server has"),
                plain("refresh HOST", "Brings its package lists up to date"),
                plain("inventory HOST", "Has it tell what it has"),
                plain("evidence HOST", "Has it tell how packages and services stand"),
                plain("checks HOST", "Runs all checks that lie on it"),
                names("check HOST NAME…", "Runs some of them", "checks"),
                follow("roll-back ORDER", "Takes back what an order to install has changed", "roll-back"),
                follow("verify ORDER", "Tells whether what it did is there and in effect", "verify"),
                follow("again ORDER", "Installs what an order named and what that takes besides", "install"),
                Verb.of("withdraw ORDER", "Withdraws one that the host has not taken", OrderCommands::withdraw),
                Verb.of("show ORDER", "Tells one, or with --wait its outcome", this::show));
    }

    private static String kind(String word) {
        return switch (word) {
            case "restart" -> "restart-services";
            case "refresh" -> "refresh-metadata";
            case "inventory" -> "take-inventory";
            case "evidence" -> "collect-evidence";
            case "checks", "check" -> "run-checks";
            default -> word;
        };
    }

    private Verb plain(String written, String description) {
        String kind = kind(written.substring(0, written.indexOf(' ')));
        return Verb.of(written, description, (session, words) -> give(session, words, kind, Map.of()));
    }

    /** @param member that holds what is named after the host */
    private Verb names(String written, String description, String member) {
        String kind = kind(written.substring(0, written.indexOf(' ')));
        return Verb.of(
                written,
                description,
                (session, words) -> give(session, words, kind, Map.of(member, words.subList(1, words.size()))));
    }

    private void give(Session session, List<String> words, String kind, Map<String, Object> names)
            throws RemoteException, UsageException {
        Map<String, Object> body = limits(session);
        body.put("kind", kind);
        body.putAll(names);
        String path = filled("/hosts/{host}/orders", session, List.of(words.getFirst()));
        given(session, session.send("POST", path, body));
    }

    private static Map<String, Object> limits(Session session) throws UsageException {
        Map<String, Object> body = new LinkedHashMap<>();
        if (session.line().hasOption(REASON)) {
            body.put(REASON, session.line().getOptionValue(REASON));
        }
        minutes(session, body, "expires", "expiresInMinutes");
        minutes(session, body, "time-limit", "timeLimitMinutes");
        return body;
    }

    private static void minutes(Session session, Map<String, Object> body, String option, String member)
            throws UsageException {
        String text = session.line().getOptionValue(option);
        if (text == null) {
            return;
        }
        if (!text.matches("[0-9]{1,6}")) {
            throw new UsageException("--" + option + " takes a number of minutes.");
        }
        body.put(member, Long.parseLong(text));
    }

    private Verb follow(String written, String description, String way) {
        return Verb.of(
                written,
                description,
                (session, words) -> given(
                        session, session.send("POST", filled("/orders/{id}/" + way, session, words), limits(session))));
    }

    private void given(Session session, @Nullable Object answer) throws RemoteException {
        OrderItem order = Records.read(answer, OrderDetail.class).order();
        if (session.line().hasOption("wait")) {
            wait(session, order.id());
        } else {
            session.one(answer);
        }
    }

    private static void withdraw(Session session, List<String> words) throws RemoteException, UsageException {
        Object answer = session.act(filled("/orders/{id}/withdraw", session, words), limits(session));
        OrderItem order = Records.read(answer, OrderDetail.class).order();
        session.say(
                order.mayStillCome()
                        ? "Order " + order.id()
                                + " is withdrawn, but it was sent before: the host may still begin it until "
                                + order.expiresAt() + "."
                        : "Order " + order.id() + " is withdrawn; the host never gets it.");
    }

    private void show(Session session, List<String> words) throws RemoteException {
        String path = filled("/orders/{id}", session, words);
        if (session.line().hasOption("wait")) {
            wait(
                    session,
                    Records.read(session.get(path), OrderDetail.class).order().id());
        } else {
            session.one(session.get(path));
        }
    }

    /** Until it is ended or overdue, or somebody wants an end. */
    private void wait(Session session, long id) throws RemoteException {
        while (true) {
            Object answer = session.get(API + "/orders/" + id);
            OrderItem order = Records.read(answer, OrderDetail.class).order();
            if (!OPEN.contains(order.state())) {
                session.one(answer);
                if (!order.state().equals("succeeded")) {
                    throw new RemoteException(
                            RemoteException.FAILED,
                            "Order " + id + " to " + order.host() + " has not succeeded: it is " + order.state() + ".");
                }
                return;
            }
            if (!pause.wait(BETWEEN)) {
                throw new RemoteException(
                        RemoteException.FAILED,
                        "Order " + id + " to " + order.host() + " is still " + order.state() + ".");
            }
        }
    }
}
