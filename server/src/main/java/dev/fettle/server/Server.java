package dev.fettle.server;

import com.zaxxer.hikari.HikariDataSource;
import dev.fettle.server.agents.AgentKeys;
import dev.fettle.server.database.DatabaseException;
import dev.fettle.server.database.KeyPrints;
import dev.fettle.server.database.Login;
import dev.fettle.server.database.OnlyServer;
import dev.fettle.server.database.Pool;
import dev.fettle.server.database.Schema;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.folder.KeyFiles;
import dev.fettle.server.people.FirstPassword;
import dev.fettle.server.postgres.EmbeddedPostgres;
import dev.fettle.server.postgres.PostgresException;
import dev.fettle.server.settings.DatabaseUrl;
import dev.fettle.server.settings.Listen;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.Tls;
import dev.fettle.server.tls.CertificateAuthority;
import dev.fettle.server.tls.ServerIdentity;
import dev.fettle.server.tls.ServerNames;
import dev.fettle.server.tls.TlsException;
import dev.fettle.server.web.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A server that runs: its folder, its database and its pages. Closing it ends all of them, the last begun first. */
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private static final int LAST_PORT = 65_535;

    /** What has to be ended, the last begun first. */
    private final Deque<Part> begun = new ArrayDeque<>();

    private final Settings settings;
    private final Clock clock;
    private final Consumer<String> progress;
    private final Consumer<GenericApplicationContext> more;
    private final BooleanSupplier stopped;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable ServletWebServerApplicationContext context;

    private Server(
            Settings settings,
            Clock clock,
            Consumer<String> progress,
            Consumer<GenericApplicationContext> more,
            BooleanSupplier stopped) {
        this.settings = settings;
        this.clock = clock;
        this.progress = progress;
        this.more = more;
        this.stopped = stopped;
    }

    /** Something that was begun. */
    private record Part(String name, Ending ending) {}

    /** How something is ended. */
    @FunctionalInterface
    private interface Ending {
        void end() throws FolderException, PostgresException;
    }

    static Version version() {
        String version = Server.class.getPackage().getImplementationVersion();
        return new Version(version == null ? "unpackaged" : version);
    }

    /**
     * Starts everything; what was begun is ended again if something cannot be.
     *
     * @param progress is told sentences on what is done
     */
    static Server start(Settings settings, Clock clock, Consumer<String> progress) throws StartException {
        return start(settings, clock, progress, _ -> {}, () -> false);
    }

    /**
     * As above.
     *
     * @param more registers further beans
     * @param stopped whether a server that stands by is not to wait any longer; it does not start then
     */
    static Server start(
            Settings settings,
            Clock clock,
            Consumer<String> progress,
            Consumer<GenericApplicationContext> more,
            BooleanSupplier stopped)
            throws StartException {
        Server server = new Server(settings, clock, progress, more, stopped);
        boolean complete = false;
        try {
            server.begin();
            complete = true;
            return server;
        } catch (FolderException | PostgresException | DatabaseException | TlsException e) {
            throw new StartException(e);
        } finally {
            if (!complete) {
                server.close();
            }
        }
    }

    private void begin() throws FolderException, PostgresException, DatabaseException, TlsException, StartException {
        DataFolder data = DataFolder.open(settings.data());
        begun.push(new Part("the data folder", data::close));
        begun.push(new Part("the log", Logging.toFiles(settings.log(), data.privateFolder("log"))::stop));
        requireFreePort("--listen", settings.listen());
        requireFreePort("--agents.listen", settings.agents().listen());
        Optional<OnlyServer> only = onlyServer(data);
        CertificateAuthority authority =
                CertificateAuthority.open(data.resolve(ServerIdentity.FOLDER), ServerNames.hostName(), clock);
        AgentKeys agents = agents(authority);
        Optional<ServerIdentity> identity = identity(data, authority);
        Login owner = owner(data);
        Login server = server(settings, new Schema(owner), data);
        HikariDataSource pool = Pool.open(server);
        begun.push(new Part("the database's connections", pool::close));
        ServletWebServerApplicationContext pages =
                new ServerContext(settings, data, pool, version(), identity, agents, clock, more).start();
        begun.push(new Part("the pages", pages::close));
        context = pages;
        KeyPrints.note(owner, KeyFiles.prints(data));
        only.ifPresent(each -> each.lost().thenAccept(ended::complete));
    }

    /** The right to a database that others can reach as well; empty for the server's own. */
    private Optional<OnlyServer> onlyServer(DataFolder data) throws DatabaseException, FolderException, StartException {
        if (settings.database().isEmpty()) {
            return Optional.empty();
        }
        Login owner = Login.of(settings.database().get().url());
        boolean standby = settings.database().get().standby();
        if (standby) {
            requireKeys(owner, data);
        }
        OnlyServer only = standby
                ? OnlyServer.waiting(owner, clock, progress, stopped)
                        .orElseThrow(() -> new StartException("The server was stopped while it stood by."))
                : OnlyServer.of(owner, clock);
        begun.push(new Part("the right to the database", only::close));
        if (standby) {
            requireKeys(owner, data); // the other one may have been the first one ever
        } else if (!KeyPrints.differing(owner, KeyFiles.prints(data)).isEmpty()) {
            notes.add(
                    "This server's keys are others than those of the server that was up in this database last. Hosts that"
                            + " were enrolled there do not know it, and second factors do not open. If you do not want that, stop it"
                            + " and copy the keys (docs/install.md, Two servers).");
        }
        return Optional.of(only);
    }

    private static void requireKeys(Login owner, DataFolder data)
            throws DatabaseException, FolderException, StartException {
        List<String> differing = KeyPrints.differing(owner, KeyFiles.prints(data));
        if (!differing.isEmpty()) {
            throw new StartException("This server stands by for another one in " + owner.jdbcUrl()
                    + ", and neither hosts nor people would know it, for it has not the same keys as the one that was up"
                    + " there last. If that one is right, copy these files from its data folder into " + data.path()
                    + ", for its user alone, and start this one again; keep those that are here until hosts answer: "
                    + String.join(", ", differing) + ". If this one is right, start it once without database.standby.");
        }
    }

    private AgentKeys agents(CertificateAuthority authority) throws TlsException {
        Optional<URI> url = settings.agents().url().or(settings::publicUrl);
        ServerNames names = ServerNames.ofThisMachine(settings.agents().listen().address(), url);
        return new AgentKeys(authority, authority.agentsIdentity(names), ServerNames.hostName());
    }

    private Optional<ServerIdentity> identity(DataFolder data, CertificateAuthority authority) throws TlsException {
        ServerNames names = ServerNames.ofThisMachine(settings.listen().address(), settings.publicUrl());
        Optional<ServerIdentity> identity = ServerIdentity.of(settings.tls(), data.path(), names, clock);
        identity.ifPresent(each -> notes.addAll(each.warnings()));
        if (settings.tls() instanceof Tls.Generated) {
            notes.add(
                    "Browsers don't know the certificate's authority, which Fettle made itself. Its SHA-256 fingerprint:");
            notes.add("  " + authority.fingerprint());
            notes.add("To trust it, import " + authority.file() + ".");
        }
        return identity;
    }

    /** Brings the schema up to date, and returns how the server gets in. */
    static Login server(Settings settings, Schema schema, DataFolder data) throws DatabaseException, FolderException {
        Optional<DatabaseUrl> own = settings.database().flatMap(Settings.Database::serverUrl);
        return own.isPresent()
                ? schema.prepare(Login.of(own.get()))
                : schema.prepare(data.secret("database-server.password"));
    }

    private Login owner(DataFolder data) throws PostgresException, DatabaseException {
        if (settings.database().isPresent()) {
            return Login.of(settings.database().get().url());
        }
        EmbeddedPostgres postgres = EmbeddedPostgres.start(data.path(), progress);
        begun.push(new Part("the database", postgres::close));
        postgres.ended().thenAccept(end -> {
            if (!end.asked()) {
                ended.complete(end.sentence());
            }
        });
        return new Login(postgres.jdbcUrl(), postgres.ownerUser(), postgres.ownerPassword());
    }

    private static void requireFreePort(String option, Listen listen) throws StartException {
        if (listen.port() == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(listen.address(), listen.port()));
        } catch (IOException e) {
            throw new StartException(listen + " cannot be listened on (" + e.getMessage()
                    + "). Another program has it (ss -ltnp shows which), or it is no address of this machine. Stop that"
                    + " program, or name another with " + option + ", such as " + option + " 127.0.0.1:"
                    + (listen.port() == LAST_PORT ? listen.port() - 1 : listen.port() + 1) + ".");
        }
    }

    /** What is to be told once, beside the address. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    Path data() {
        return settings.data();
    }

    /** Where people find it, without a slash at its end. */
    String address() {
        return settings.publicUrl().map(URI::toString).orElseGet(this::ownAddress);
    }

    private String ownAddress() {
        InetAddress address = settings.listen().address();
        String scheme = settings.tls() instanceof Tls.None ? "http" : "https";
        Listen reachable = new Listen(
                address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address,
                Objects.requireNonNull(started().getWebServer()).getPort());
        return scheme + "://" + reachable;
    }

    /** The code for the first password; empty once it is set. */
    Optional<FirstPassword.Code> firstCode() {
        return started().getBean(FirstPassword.class).newCode();
    }

    /** What the server consists of. */
    ApplicationContext beans() {
        return started();
    }

    private ServletWebServerApplicationContext started() {
        if (context == null) {
            throw new IllegalStateException("The server has not started.");
        }
        return context;
    }

    /** Comes with a sentence if the server cannot go on though nobody stopped it. */
    CompletionStage<String> ended() {
        return ended.minimalCompletionStage();
    }

    @Override
    public void close() {
        while (!begun.isEmpty()) {
            Part part = begun.pop();
            try {
                part.ending().end();
            } catch (FolderException | PostgresException e) {
                LOG.error("{} did not end in order.", part.name(), e);
            }
        }
    }
}
