package dev.fettle.server;

import dev.fettle.server.database.BesideServer;
import dev.fettle.server.database.DatabaseException;
import dev.fettle.server.database.Login;
import dev.fettle.server.database.Schema;
import dev.fettle.server.database.backup.BackupException;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.people.LocalAdministration;
import dev.fettle.server.people.OneTimeLinks;
import dev.fettle.server.people.Person;
import dev.fettle.server.postgres.PostgresException;
import dev.fettle.server.settings.Settings;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** {@code fettle sign-in-link}: the way back in for somebody for whom no administrator can make one. */
final class LinkCommand {
    static final String HELP = """
            Usage: fettle sign-in-link NAME [--clear-second-factors] [--administrator] [--data DIR] [--OPTION VALUE …]
            Prints a link with which NAME sets another password, once, within a day. The old password, all sessions and all
            tokens of NAME end now. The server may run. Run this as the user that runs the server, with its options.
            --clear-second-factors also removes authenticator app, recovery codes and passkeys.
            --administrator makes NAME administrator, if no account of this server is administrator any more.
            """;

    /** Options without a value. */
    static final String CLEAR = "clear-second-factors";

    static final String ADMINISTRATOR = "administrator";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMMM, HH:mm", Locale.ENGLISH);

    private final Speech speech;
    private final Clock clock;
    private final String user;

    LinkCommand(Speech speech, Clock clock, Map<String, String> environment) {
        this.speech = speech;
        this.clock = clock;
        String sudo = environment.getOrDefault("SUDO_USER", "");
        this.user = System.getProperty("user.name", "unknown") + (sudo.isEmpty() ? "" : " (for " + sudo + ")");
    }

    /** Returns the exit code. */
    int run(Settings settings, String name, boolean clearFactors, boolean administrator) {
        try {
            new FoundDatabase(settings, "change", sentence -> speech.say("  " + sentence))
                    .use(owner -> link(owner, settings, name, clearFactors, administrator));
            return ServerCommands.DONE;
        } catch (BackupException | DatabaseException | FolderException | PostgresException | StartException e) {
            speech.error(String.valueOf(e.getMessage()));
            return ServerCommands.FAILED;
        }
    }

    private void link(Login owner, Settings settings, String name, boolean clearFactors, boolean administrator)
            throws DatabaseException, StartException {
        try (AnnotationConfigApplicationContext parts = BesideServer.on(new Schema(owner), beans -> {
            beans.registerBean(Settings.class, () -> settings);
            beans.registerBean(Clock.class, () -> clock);
            LocalAdministration.register(beans);
        })) {
            LocalAdministration local = parts.getBean(LocalAdministration.class);
            switch (local.link(user, name, clearFactors, administrator)) {
                case LocalAdministration.Outcome.Linked(Person person, OneTimeLinks.Link link) ->
                    tell(person, link, clearFactors);
                case LocalAdministration.Outcome.Refused(String why) -> throw new StartException(why);
            }
        } catch (DataAccessException | TransactionException e) {
            throw new StartException("The database broke off (" + e.getMessage() + "). Try again.");
        }
    }

    private void tell(Person person, OneTimeLinks.Link link, boolean cleared) {
        speech.say("The password, the sessions and the tokens of " + person.name() + " are ended. With this link "
                + person.name() + " sets a new password, once, until "
                + TIME.format(ZonedDateTime.ofInstant(link.until(), clock.getZone())) + ":");
        speech.say("  " + link.url());
        if (cleared) {
            speech.say("The second factors are removed.");
        } else if (person.factors().second()) {
            speech.say("The second factor stays and is asked for. If it is lost, run this again with --" + CLEAR + ".");
        }
    }
}
