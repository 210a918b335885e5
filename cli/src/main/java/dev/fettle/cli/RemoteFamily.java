package dev.fettle.cli;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.Profile;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;

/**
 * Makes the commands that ask a server. Most are alike: they list what they are called after, and their other ways tell
 * or list what stands at a path, in whose places the operands are put: {@code /hosts/{host}/packages}. A place is called
 * {@code host} or {@code person} where a name may stand for the number, {@code path} where an operand has slashes that
 * stay, and {@code id} otherwise.
 */
final class RemoteFamily {
    static final String API = "/api/v1";

    private static final Pattern PLACE = Pattern.compile("\\{(host|person|path|id)}");

    private final Console console;
    private final Map<String, String> environment;
    private final Pause pause;

    RemoteFamily(Console console, Map<String, String> environment, Pause pause) {
        this.console = console;
        this.environment = environment;
        this.pause = pause;
    }

    RemoteCommand command(String name, String description, List<Option> options, Verb... verbs) {
        return new RemoteCommand(name, description, List.of(verbs), options, console, environment, pause);
    }

    /** A command that lists what it is called after, and does more with that. */
    <T> RemoteCommand list(String name, String description, View<T> view, List<Option> more, Verb... others) {
        List<Verb> verbs = new ArrayList<>();
        verbs.add(lists("", "Lists them", "/" + name, view));
        verbs.add(lists("list", "The same", "/" + name, view));
        verbs.addAll(Arrays.asList(others));
        List<Option> options = new ArrayList<>(Choices.ofLists());
        options.addAll(more);
        return new RemoteCommand(name, description, verbs, options, console, environment, pause);
    }

    /** A way that tells one thing; written as for {@link Verb#of}. */
    static Verb tells(String written, String description, String path) {
        return Verb.of(
                written, description, (session, words) -> session.one(session.get(filled(path, session, words))));
    }

    /** A way that lists; written as for {@link Verb#of}. */
    static <T> Verb lists(String written, String description, String path, View<T> view) {
        return Verb.of(written, description, (session, words) -> session.list(filled(path, session, words), view));
    }

    /** The path below the API, with operands in its places. */
    static String filled(String path, Session session, List<String> operands) throws RemoteException {
        StringBuilder filled = new StringBuilder(API);
        Matcher places = PLACE.matcher(path);
        int next = 0;
        while (places.find()) {
            String operand = operands.get(next++);
            String there =
                    switch (places.group(1)) {
                        case "host" -> Long.toString(session.host(operand));
                        case "person" -> Long.toString(session.person(operand));
                        case "path" -> parts(operand);
                        default -> Profile.encoded(operand);
                    };
            places.appendReplacement(filled, Matcher.quoteReplacement(there));
        }
        return places.appendTail(filled).toString();
    }

    private static String parts(String operand) {
        return Arrays.stream(operand.split("/", -1)).map(Profile::encoded).collect(Collectors.joining("/"));
    }
}
