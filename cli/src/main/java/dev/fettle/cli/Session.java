package dev.fettle.cli;

import dev.fettle.cli.remote.Format;
import dev.fettle.cli.remote.Profile;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.RemoteServer;
import dev.fettle.cli.remote.Sheet;
import dev.fettle.cli.remote.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /**
     * Replaces what stands at a path by a change of what is there now; the server refuses it if somebody else was faster.
     *
     * @param change gets the members of what is there
     */
    @Nullable
    Object change(String path, Change change) throws RemoteException {
        RemoteServer.Tagged seen = server.tagged(path);
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (seen.tree() instanceof Map<?, ?> there) {
            there.forEach((name, value) -> members.put(String.valueOf(name), value));
        }
        return server.change("PUT", path, change.of(members), seen.tag());
    }

    /** What shall be there instead. */
    @FunctionalInterface
    interface Change {
        Map<String, @Nullable Object> of(Map<String, @Nullable Object> members) throws RemoteException;
    }

    /** Takes away what stands at a path, whatever has become of it. */
    void delete(String path) throws RemoteException {
        server.change("DELETE", path, null, "*");
    }

    /** Does something about what stands at a path, whatever has become of it. */
    @Nullable
    Object act(String path, Object body) throws RemoteException {
        return server.change("POST", path, body, "*");
    }

    void download(String path) throws RemoteException {
        server.download(path, console.out());
    }

    void say(String sentence) {
        console.say(sentence);
    }

    /** Prints a text of many lines as it is, but harmless for a terminal. */
    void print(String text) {
        text.lines().forEach(console::say);
    }

    /** Prints one thing. */
    void one(@Nullable Object tree) {
        new Sheet(console.out(), format).one(tree);
    }

    /** Prints a list: the part that is asked for, or with --all every part. */
    <T> void list(String path, View<T> view) throws RemoteException, UsageException {
        list(path, Map.of(), view);
    }

    /** @param more parameters that this list takes besides */
    <T> void list(String path, Map<String, String> more, View<T> view) throws RemoteException, UsageException {
        boolean all = line.hasOption("all");
        StringBuilder query = new StringBuilder(query(all));
        more.forEach((name, value) -> query.append('&').append(name).append('=').append(Profile.encoded(value)));
        Parts parts = new Parts(path + query, all);
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
        return number(named, "/api/v1/hosts", "host", "hosts");
    }

    /** The number of a person who was named, or whose number was given. */
    long person(String named) throws RemoteException {
        return number(named, "/api/v1/people", "person", "people");
    }

    private long number(String named, String path, String one, String command) throws RemoteException {
        if (named.matches("[0-9]{1,18}")) {
            return Long.parseLong(named);
        }
        String name = named.replace("\\", "\\\\").replace("\"", "\\\"");
        String filter = "name==\"" + name + "\"";
        Object found = server.get(path + "?limit=500&filter=" + Profile.encoded(filter));
        List<Long> numbers = found instanceof Map<?, ?> members && members.get("items") instanceof List<?> items
                ? items.stream().flatMap(item -> numberOf(item, named).stream()).toList()
                : List.of();
        if (numbers.size() == 1) {
            return numbers.getFirst();
        }
        throw new RemoteException(
                RemoteException.FAILED,
                numbers.isEmpty()
                        ? "There is no " + one + " called " + named + " among those that you may see."
                        : "Several " + command + " are called " + named
                                + ". Give the number of the one you mean; fettle " + command + " shows it.");
    }

    /** A star in a filter stands for anything, so only a name that is the same counts. */
    private static Optional<Long> numberOf(@Nullable Object item, String named) {
        return item instanceof Map<?, ?> members
                        && named.equals(members.get("name"))
                        && members.get("id") instanceof Number number
                ? Optional.of(number.longValue())
                : Optional.empty();
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
