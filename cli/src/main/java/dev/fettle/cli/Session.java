package dev.fettle.cli;

import dev.fettle.cli.remote.Format;
import dev.fettle.cli.remote.Profile;
import dev.fettle.cli.remote.Records;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.RemoteServer;
import dev.fettle.cli.remote.Sheet;
import dev.fettle.cli.remote.View;
import dev.fettle.wire.HostItem;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.jspecify.annotations.Nullable;

/** A server, and somebody who asks it by a command line. */
final class Session {
    private static final int LARGEST_PART = 500;

    private final RemoteServer server;
    private final Console console;
    private final CommandLine line;
    private final Format format;

    private Session(RemoteServer server, Console console, CommandLine line, Format format) {
        this.server = server;
        this.console = console;
        this.line = line;
        this.format = format;
    }

    static Session open(Console console, Map<String, String> environment, Pause pause, CommandLine line)
            throws RemoteException, UsageException {
        Format format = Format.of(line.getOptionValue("format", "table"))
                .orElseThrow(() -> new UsageException("--format takes one of table, json, csv."));
        Profile profile = Profile.read(environment)
                .orElseThrow(() -> new RemoteException(
                        RemoteException.FAILED,
                        "You are not signed in to a server. Do that with: fettle login --server https://…"));
        return new Session(RemoteServer.of(profile).with(pause.patience(console)), console, line, format);
    }

    CommandLine line() {
        return line;
    }

    @Nullable
    Object get(String path) throws RemoteException {
        return server.get(path);
    }

    @Nullable
    Object send(String method, String path, @Nullable Object body) throws RemoteException {
        return server.send(method, path, body);
    }

    void download(String path) throws RemoteException {
        server.download(path, console.out());
    }

    void say(String sentence) {
        console.say(sentence);
    }

    /** Prints one thing. */
    void one(@Nullable Object tree) {
        new Sheet(console.out(), format).one(tree);
    }

    /** Prints a list: the part that is asked for, or with --all every part. */
    <T> void list(String path, View<T> view) throws RemoteException, UsageException {
        boolean all = line.hasOption("all");
        Parts parts = new Parts(path + query(all), all);
        new Sheet(console.out(), format).list(view, parts::next);
        if (parts.more()) {
            console.hint("There are more. --all shows them, --limit up to " + LARGEST_PART + ", --filter fewer.");
        }
    }

    private String query(boolean all) throws UsageException {
        StringBuilder query = new StringBuilder("?limit=").append(all ? LARGEST_PART : limit());
        for (String each : List.of("filter", "sort")) {
            if (line.hasOption(each)) {
                query.append('&').append(each).append('=').append(Profile.encoded(line.getOptionValue(each)));
            }
        }
        return query.toString();
    }

    private int limit() throws UsageException {
        String text = line.getOptionValue("limit", "100");
        int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > LARGEST_PART) {
            throw new UsageException("--limit takes a number from 1 to " + LARGEST_PART + ".");
        }
        return limit;
    }

    /** The number of a host that was named, or whose number was given. */
    long host(String named) throws RemoteException {
        if (named.matches("[0-9]{1,18}")) {
            return Long.parseLong(named);
        }
        String filter = "name==\"" + named.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        Object found = server.get("/api/v1/hosts?limit=2&filter=" + Profile.encoded(filter));
        if (found instanceof Map<?, ?> members && members.get("items") instanceof List<?> items && items.size() == 1) {
            return Records.read(items.getFirst(), HostItem.class).id();
        }
        boolean several =
                found instanceof Map<?, ?> members && members.get("items") instanceof List<?> items && items.size() > 1;
        throw new RemoteException(
                RemoteException.FAILED,
                several
                        ? "Several hosts are called " + named + ". Give the number of the one you mean; fettle hosts"
                                + " shows it."
                        : "There is no host called " + named + " among those that you may see.");
    }

    /** Asks for one part of a list after another. */
    private final class Parts {
        private @Nullable String next;
        private final boolean all;
        private boolean begun;

        Parts(String first, boolean all) {
            this.next = first;
            this.all = all;
        }

        boolean more() {
            return next != null;
        }

        @Nullable
        List<?> next() throws RemoteException {
            String path = next;
            if (path == null || (begun && !all)) {
                return null;
            }
            begun = true;
            if (!(server.get(path) instanceof Map<?, ?> members && members.get("items") instanceof List<?> items)) {
                throw new RemoteException(
                        RemoteException.FAILED, "The server's answer is no list. Is it a Fettle server?");
            }
            next = members.get("next") instanceof String following && following.startsWith("/api/") ? following : null;
            return items;
        }
    }
}
