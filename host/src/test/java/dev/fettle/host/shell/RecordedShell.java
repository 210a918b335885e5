package dev.fettle.host.shell;

import dev.fettle.host.HostException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers commands from transcripts, by the beginning of their argv, and remembers what it was asked. */
public final class RecordedShell implements Shell {
    private final Map<String, Result> answers = new LinkedHashMap<>();
    private final List<Command> asked = new ArrayList<>();

    public RecordedShell answer(String argvBegins, int status, String stdout, String stderr) {
        answers.put(argvBegins, new Result(status, stdout, stderr, false));
        return this;
    }

    public List<Command> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Result run(Command command) throws HostException {
        asked.add(command);
        String argv = String.join(" ", command.argv());
        for (Map.Entry<String, Result> answer : answers.entrySet()) {
            if (argv.startsWith(answer.getKey())) {
                return answer.getValue();
            }
        }
        throw new HostException(command.program(), "No transcript of " + argv);
    }

    @Override
    public Result run(Command command, Consumer consumer) throws HostException {
        Result result = run(command);
        try {
            consumer.accept(new ByteArrayInputStream(result.stdout().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException unreadable) {
            throw new HostException(command.program(), "The consumer failed: " + unreadable);
        }
        return new Result(result.status(), "", result.stderr(), false);
    }
}
