package dev.fettle.cli;

import static dev.fettle.cli.RemoteFamily.API;
import static dev.fettle.cli.RemoteFamily.filled;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.Views;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.jspecify.annotations.Nullable;

/** {@code fettle ssh-hosts}: the hosts that the server looks at over SSH. */
final class SshHostsCommand {
    private static final String PATH = "/ssh-hosts";

    private final RemoteFamily family;

    SshHostsCommand(RemoteFamily family) {
        this.family = family;
    }

    RemoteCommand made() {
        return family.list(
                "ssh-hosts",
                "Shows the hosts that are looked at over SSH, adds and removes one.",
                Views.SSH_HOSTS,
                List.of(
                        Choices.valued("user", "USER", "For add: who signs in there (default: fettle)."),
                        Choices.valued("port", "N", "For add and keys (default: 22)."),
                        Choices.valued(
                                "key",
                                "KEY",
                                "For add: a host key as ssh-keyscan shows it; only these are accepted; repeatable."),
                        Choices.valued("jump", "ID", "For add: the number of the one through which it is reached.")),
                Verb.of(
                        "keys ADDRESS",
                        "Asks a host which keys it shows, to be compared on the host, and tells the key to let in",
                        SshHostsCommand::keys),
                Verb.of("add ADDRESS", "Adds one; it is looked at soon", SshHostsCommand::add),
                Verb.of("scan ID", "Has the one with this number looked at now", (session, words) -> {
                    session.send("POST", filled(PATH + "/{id}/scans", session, words), null);
                    session.say("It is looked at now. fettle ssh-hosts shows when that is done.");
                }),
                Verb.of(
                        "setup ID",
                        "Lets orders be given to it; prints the script for that, which its root has to run once",
                        SshHostsCommand::setup),
                Verb.of("end-changes ID", "Gives it no orders any more", (session, words) -> {
                    session.delete(filled(PATH + "/{id}/changes", session, words));
                    session.say("It gets no orders any more. What its root has set up there stays.");
                }),
                Verb.of("remove ID", "Ends the looks at the one with this number", (session, words) -> {
                    session.delete(filled(PATH + "/{id}", session, words));
                    session.say("It is looked at no more. What is known of it stays.");
                }));
    }

    private static void keys(Session session, List<String> words) throws RemoteException, UsageException {
        session.one(session.send("POST", API + PATH + "/keys", target(session.line(), words.getFirst())));
    }

    private static void add(Session session, List<String> words) throws RemoteException, UsageException {
        String @Nullable [] keys = session.line().getOptionValues("key");
        if (keys == null) {
            throw new UsageException("Say by which key the host is known: fettle ssh-hosts keys " + words.getFirst()
                    + " shows those it has; then add it with --key \"ssh-ed25519 AAAA…\".");
        }
        Map<String, Object> wanted = target(session.line(), words.getFirst());
        wanted.put("user", session.line().getOptionValue("user", "fettle"));
        wanted.put("hostKeys", Arrays.asList(keys));
        if (session.line().hasOption("jump")) {
            wanted.put("jump", number(session.line(), "jump", ""));
        }
        session.one(session.send("POST", API + PATH, wanted));
    }

    private static void setup(Session session, List<String> words) throws RemoteException {
        Object answer = session.send("POST", filled(PATH + "/{id}/changes", session, words), null);
        if (!(answer instanceof Map<?, ?> changes) || !(changes.get("setup") instanceof String script)) {
            throw new RemoteException(RemoteException.FAILED, "The server answered without a script.");
        }
        session.print(script);
    }

    private static Map<String, Object> target(CommandLine line, String address) throws UsageException {
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("address", address);
        target.put("port", number(line, "port", "22"));
        return target;
    }

    private static long number(CommandLine line, String option, String usual) throws UsageException {
        String value = line.getOptionValue(option, usual);
        if (!value.matches("[0-9]{1,9}")) {
            throw new UsageException("--" + option + " takes a number.");
        }
        return Long.parseLong(value);
    }
}
