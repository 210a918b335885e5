package dev.fettle.server.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All that an operator can set. Everything in it has been checked by itself and against the rest, but files that it
 * names, other than those of passwords, have not been opened. Can be printed: passwords are hidden.
 *
 * @param data absolute; need not exist yet
 * @param file the file that was read, if there was one
 * @param publicUrl http or https, with a host and perhaps a port and nothing else, not even a slash at its end
 * @param tls never {@link Tls.None} where other machines can connect
 * @param database empty for the one that the server brings along
 */
public record Settings(
        Path data,
        Optional<Path> file,
        Listen listen,
        Optional<URI> publicUrl,
        Tls tls,
        Optional<Database> database,
        Feeds feeds,
        Scan scan,
        Session session,
        People people,
        Optional<Oidc> oidc,
        Api api,
        Agents agents,
        Hosts hosts,
        Changes changes,
        Builds builds,
        Checkpoints checkpoints,
        Log log) {

    /** The same for a demonstration: in a folder of its own, with one source of feeds, and this machine left alone. */
    public Settings of(Path folder, String source) {
        return new Settings(
                folder,
                file,
                listen,
                publicUrl,
                tls,
                Optional.empty(),
                new Feeds(List.of(source), feeds.every()),
                new Scan(false, scan.every(), false, scan.perNetwork()),
                session,
                people,
                Optional.empty(),
                api,
                agents,
                hosts,
                changes,
                builds,
                checkpoints,
                log);
    }

    /**
     * A PostgreSQL that somebody else runs.
     *
     * @param url with the role that owns the schema
     * @param serverUrl with the role as which the server works, if that is another one
     * @param standby whether to wait, as long as another server works in it, and then to take over
     */
    public record Database(DatabaseUrl url, Optional<DatabaseUrl> serverUrl, boolean standby) {}

    /**
     * @param sources URLs and absolute paths, at least one, at most 64
     * @param every one minute to 30 days
     */
    public record Feeds(List<String> sources, Duration every) {
        static final List<String> DEFAULT_SOURCES = List.of(
                "https://osv-vulnerabilities.storage.googleapis.com/Debian/all.zip",
                "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
                "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz");

        public Feeds {
            sources = List.copyOf(sources);
        }
    }

    /**
     * @param every one minute to 30 days
     * @param perNetwork how many commands run over SSH at a time in one network, 1 to 1000
     */
    public record Scan(boolean thisMachine, Duration every, boolean changelogs, int perNetwork) {}

    /**
     * @param idle one minute to 30 days
     * @param longest one minute to 30 days, counted from the sign-in
     */
    public record Session(Duration idle, Duration longest) {}

    public record People(SecondFactor secondFactor) {
        /** Whether a password alone is enough. */
        public enum SecondFactor {
            OPTIONAL,
            REQUIRED
        }
    }

    /**
     * A provider at which people sign in.
     *
     * @param issuer http or https, with a host, without query and fragment
     * @param clientSecret empty for a public client
     * @param name what pages call the provider
     * @param roles lines {@code group=role} and {@code group=role@kind:value}; not looked into yet
     */
    public record Oidc(
            URI issuer,
            String clientId,
            Optional<Secret> clientSecret,
            String name,
            List<String> scopes,
            String groupsClaim,
            List<String> roles) {
        static final List<String> DEFAULT_SCOPES = List.of("openid", "profile", "email");

        public Oidc {
            scopes = List.copyOf(scopes);
            roles = List.copyOf(roles);
        }
    }

    /** @param rate requests a minute of each person or token, 10 to 1,000,000 */
    public record Api(int rate) {}

    /**
     * The port on which the programs on hosts reach the server.
     *
     * @param url what hosts are told, without a slash at its end; empty to make it of a name of this machine
     * @param checkInEvery one minute to a day
     */
    public record Agents(Listen listen, Optional<URI> url, Duration checkInEvery) {}

    /**
     * The package files of approved changes.
     *
     * @param mostMib that are kept at once, in MiB; 0 for none
     * @param keepFor how long after a change was planned or rolled out last, one minute to 365 days
     */
    public record Builds(int mostMib, Duration keepFor) {}

    /** @param silentAfter one minute to 30 days, of hosts with an agent */
    public record Hosts(Duration silentAfter) {}

    /** @param escalateEvery one minute to 30 days */
    public record Changes(Duration escalateEvery) {}

    /**
     * Where checkpoints of the audit trail are sent.
     *
     * @param file to which they are appended
     */
    public record Checkpoints(Optional<Path> file, Optional<Webhook> webhook, Optional<MailTo> mail) {}

    /** @param secret signs what is posted */
    public record Webhook(URI address, Secret secret) {}

    public record MailTo(String to, MailServer server) {}

    /**
     * @param tls whether the connection begins with TLS; otherwise it turns to it where the server offers that
     * @param from the address that mail comes from
     */
    public record MailServer(
            String host, int port, boolean tls, String from, Optional<String> user, Optional<Secret> password) {}

    public record Log(Level level, Format format) {
        /** The least grave of what is logged. */
        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG
        }

        /** How a line of the log looks. */
        public enum Format {
            TEXT,
            JSON
        }
    }
}
