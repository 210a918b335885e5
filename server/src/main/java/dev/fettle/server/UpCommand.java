package dev.fettle.server;

import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.people.FirstPassword;
import dev.fettle.server.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code fettle up}: starts the server, says where it is, and stays until it is told to stop. */
final class UpCommand {
    static final String HELP = """
            Usage: fettle up [--data DIR] [--listen ADDRESS:PORT] [--OPTION VALUE …]
                   fettle up --demo [--data DIR] [--OPTION VALUE …]
            Starts the server with its own database, looks at this machine, and shows in a browser what to patch first.
            With --demo it shows 1,000 generated hosts instead, in a data folder of its own.
            Ctrl-C stops it. Nothing on this machine is changed outside the data folder.
            """;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMMM, HH:mm", Locale.ENGLISH);
    private static final String LINK_FILE = "first-sign-in";

    private final Speech speech;
    private final Clock clock;
    private final boolean journal;

    /** @param journal whether what is said lands in a journal that others can read */
    UpCommand(Speech speech, Clock clock, boolean journal) {
        this.speech = speech;
        this.clock = clock;
        this.journal = journal;
    }

    /** Returns when the server has ended: why, if nobody asked it to. */
    Optional<String> run(Settings settings) {
        CompletableFuture<Optional<String>> end = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        AtomicBoolean inOrder = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            end.complete(Optional.empty());
            awaitUninterrupted(closed);
            if (inOrder.get()) {
                // Without this the exit code would tell of a signal, and systemd of a failure.
                Runtime.getRuntime().halt(ServerCommands.DONE);
            }
        }));
        speech.say("Fettle " + Server.version().text() + " is starting in " + settings.data() + ".");
        try {
            Optional<String> why = serve(settings, end);
            inOrder.set(why.isEmpty());
            return why;
        } catch (StartException e) {
            if (end.isDone()) {
                inOrder.set(true);
                return Optional.empty();
            }
            return Optional.of(String.valueOf(e.getMessage()));
        } finally {
            closed.countDown();
        }
    }

    private Optional<String> serve(Settings settings, CompletableFuture<Optional<String>> end) throws StartException {
        try (Server server =
                Server.start(settings, clock, sentence -> speech.say("  " + sentence), _ -> {}, end::isDone)) {
            server.ended().thenAccept(why -> end.complete(Optional.of(why)));
            if (!end.isDone()) {
                welcome(server);
            }
            Optional<String> why = end.join();
            speech.say("Stopping …");
            return why;
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void welcome(Server server) {
        server.notes().forEach(speech::say);
        speech.say("Fettle is ready: " + server.address());
        server.firstCode().ifPresent(code -> tellLink(server, code));
        speech.say("Ctrl-C stops it.");
    }

    /** The code stands behind a #, which browsers keep to themselves: it is in no request line and in no log. */
    private void tellLink(Server server, FirstPassword.Code code) {
        String link = server.address() + "/welcome#" + code.text();
        String until = TIME.format(ZonedDateTime.ofInstant(code.until(), clock.getZone()));
        if (!journal) {
            speech.say("Set the first password with this link, which works once, until " + until + ":");
            speech.say("  " + link);
            return;
        }
        Path file = server.data().resolve(LINK_FILE);
        try {
            DataFolder.writePrivate(file, link + "\n");
            speech.say("The link that sets the first password is in " + file + "; it works once, until " + until + ".");
        } catch (IOException e) {
            speech.error(file + " cannot be written: " + DataFolder.reason(e));
        }
    }
}
