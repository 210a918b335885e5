package dev.fettle.server.settings;

import java.util.Locale;
import java.util.Optional;

/** Every setting there is: its name, what it may hold, what it is when nobody sets it, and what it does. */
public enum SettingKey {
    DATA(
            "data",
            Shape.FOLDER,
            "/var/lib/fettle for root; $XDG_DATA_HOME/fettle or ~/.local/share/fettle for others",
            "The folder of all that the server keeps, and of fettle.toml; so that file itself cannot set it."),
    LISTEN(
            "listen",
            Shape.ADDRESS,
            "127.0.0.1:" + Listen.DEFAULT_PORT,
            "Where the server waits for connections; 0.0.0.0 or [::] is every address, port 0 any free port, and"
                    + " wherever other machines can connect the server uses TLS."),
    PUBLIC_URL(
            "public-url",
            Shape.WEB_ADDRESS,
            "",
            "How people reach the server from elsewhere, without a path; for links, for the name in the generated"
                    + " certificate, and with https:// for cookies that browsers send over TLS only."),
    TLS_CERTIFICATE(
            "tls.certificate",
            Shape.FILE,
            "",
            "A PEM file with the server's certificate and those up to its authority; goes with tls.key."),
    TLS_KEY("tls.key", Shape.FILE, "", "A PEM file with the certificate's private key, without a password."),
    TLS_GENERATE(
            "tls.generate",
            Shape.SWITCH,
            "false on loopback, otherwise true unless there is a certificate",
            "Whether the server makes an authority and a certificate of its own, in the folder tls of data."),
    DATABASE_URL(
            "database.url",
            Shape.DATABASE,
            "",
            "The PostgreSQL database to use instead of the one that the server brings along; no command line option,"
                    + " for the password may be in it."),
    DATABASE_PASSWORD_FILE(
            "database.password-file",
            Shape.FILE,
            "",
            "A file whose only line is the password for database.url; users other than its owner and group must not"
                    + " be able to read it."),
    DATABASE_SERVER_URL(
            "database.server-url",
            Shape.DATABASE,
            "",
            "The same database with the role as which the server works, if that of database.url shall only change"
                    + " the schema; no command line option, for the password may be in it."),
    DATABASE_SERVER_PASSWORD_FILE(
            "database.server-password-file",
            Shape.FILE,
            "",
            "A file whose only line is the password for database.server-url."),
    DATABASE_STANDBY(
            "database.standby",
            Shape.SWITCH,
            "false",
            "Whether the server waits while another one works in database.url, and takes over when that one has ended;"
                    + " both need the same keys."),
    FEEDS_SOURCES(
            "feeds.sources",
            Shape.SOURCES,
            String.join(", ", Settings.Feeds.DEFAULT_SOURCES),
            "What says which versions are vulnerable; in a variable or an option separated by spaces or commas."),
    FEEDS_EVERY("feeds.every", Shape.DURATION, "6h", "How often the feeds are fetched: 1m to 30d."),
    SCAN_THIS_MACHINE(
            "scan.this-machine", Shape.SWITCH, "true", "Whether the machine on which the server runs is scanned too."),
    SCAN_EVERY("scan.every", Shape.DURATION, "4h", "How often machines are scanned: 1m to 30d."),
    SCAN_CHANGELOGS(
            "scan.changelogs",
            Shape.SWITCH,
            "true",
            "Whether changelogs of pending updates are fetched to see which vulnerabilities they mend."),
    SCAN_PER_NETWORK(
            "scan.per-network",
            Shape.COUNT,
            "20",
            "How many commands run over SSH at a time in one network, a /24 or for IPv6 a /64: 1 to 1000."),
    SESSION_IDLE(
            "session.idle",
            Shape.DURATION,
            "12h",
            "How long somebody stays signed in without doing anything: 1m to 30d."),
    SESSION_LONGEST(
            "session.longest",
            Shape.DURATION,
            "7d",
            "How long somebody stays signed in at most, whatever they do: 1m to 30d."),
    PEOPLE_SECOND_FACTOR(
            "people.second-factor",
            Shape.SECOND_FACTOR,
            "optional",
            "Whether who signs in with a password must have a second factor; with required, who has none sets one up"
                    + " at the next sign-in."),
    OIDC_ISSUER(
            "oidc.issuer",
            Shape.ISSUER,
            "",
            "The OpenID Connect provider at which people may sign in; its /.well-known/openid-configuration says the"
                    + " rest; goes with oidc.client-id, oidc.roles and public-url."),
    OIDC_CLIENT_ID("oidc.client-id", Shape.TEXT, "", "What the provider calls this server."),
    OIDC_CLIENT_SECRET(
            "oidc.client-secret",
            Shape.SECRET,
            "",
            "What this server proves itself to the provider with; no command line option, for all users of the machine"
                    + " would see it, and without one the server is a public client."),
    OIDC_CLIENT_SECRET_FILE(
            "oidc.client-secret-file",
            Shape.FILE,
            "",
            "A file whose only line is that secret; users other than its owner and group must not be able to read it."),
    OIDC_NAME("oidc.name", Shape.TEXT, "your organisation", "What the sign-in page calls the provider."),
    OIDC_SCOPES("oidc.scopes", Shape.WORDS, "openid, profile, email", "What the provider is asked to tell."),
    OIDC_GROUPS_CLAIM(
            "oidc.groups-claim", Shape.TEXT, "groups", "The claim that lists somebody's groups at the provider."),
    OIDC_ROLES(
            "oidc.roles",
            Shape.WORDS,
            "",
            "Which groups have which roles: group=role for all hosts, group=role@tag:web, group=role@owner:shop or"
                    + " group=role@environment:production for some; who is in none of the groups may not sign in."),
    API_RATE(
            "api.rate",
            Shape.COUNT,
            "1200",
            "How many requests a minute each person or token may make of the API, on each server: 10 to 1000000."),
    AGENTS_LISTEN(
            "agents.listen",
            Shape.ADDRESS,
            "the address of listen, and its port + 1",
            "Where the server waits for the programs on hosts, always with TLS by its own authority; port 0 is any free"
                    + " port."),
    AGENTS_URL(
            "agents.url",
            Shape.WEB_ADDRESS,
            "https://, the host of public-url or else this machine's name, and the port of agents.listen",
            "How hosts reach that port; it is told to them when they are enrolled, and its host's name is in the"
                    + " certificate."),
    AGENTS_CHECK_IN_EVERY(
            "agents.check-in-every",
            Shape.DURATION,
            "1m",
            "How often hosts check in that do not wait for orders with an open connection: 1m to 1d."),
    BUILDS_MOST_MIB(
            "builds.most-mib",
            Shape.COUNT,
            "8192",
            "How many MiB of package files of approved changes are kept in the database, 0 to 10000000; with 0 none are."),
    BUILDS_KEEP_FOR(
            "builds.keep-for",
            Shape.DURATION,
            "30d",
            "How long these are kept after their change was planned or last rolled out, so that it can be taken back."),
    HOSTS_SILENT_AFTER(
            "hosts.silent-after",
            Shape.DURATION,
            "1d",
            "When a host with an agent counts as silent: 1m to 30d; one without does when it was not looked at for twice"
                    + " scan.every."),
    CHANGES_ESCALATE_EVERY(
            "changes.escalate-every",
            Shape.DURATION,
            "15m",
            "How often webhooks are told again of an emergency change that nobody has acknowledged: 1m to 30d."),
    AUDIT_CHECKPOINT_FILE(
            "audit.checkpoint-file",
            Shape.FILE,
            "",
            "A file to which checkpoints of the audit trail are appended too; best where this server can only append."),
    AUDIT_CHECKPOINT_WEBHOOK(
            "audit.checkpoint-webhook",
            Shape.WEB_ADDRESS,
            "",
            "Where checkpoints of the audit trail are posted, signed as Standard Webhooks are; goes with"
                    + " audit.checkpoint-webhook-secret-file."),
    AUDIT_CHECKPOINT_WEBHOOK_SECRET_FILE(
            "audit.checkpoint-webhook-secret-file",
            Shape.FILE,
            "",
            "A file whose only line is the secret that signs what is posted: whsec_ and Base64."),
    AUDIT_CHECKPOINT_MAIL(
            "audit.checkpoint-mail",
            Shape.MAIL_ADDRESS,
            "",
            "Who gets the last checkpoint of the audit trail by mail, once a day; goes with mail.server."),
    MAIL_SERVER(
            "mail.server",
            Shape.MAIL_SERVER,
            "",
            "The server that takes mail; smtp:// turns to TLS where the server offers it, smtps:// uses it from the"
                    + " beginning."),
    MAIL_FROM("mail.from", Shape.MAIL_ADDRESS, "", "The address that mail comes from; goes with mail.server."),
    MAIL_USER("mail.user", Shape.TEXT, "", "The name to sign in to mail.server with, if it asks for one."),
    MAIL_PASSWORD_FILE(
            "mail.password-file", Shape.FILE, "", "A file whose only line is the password that goes with mail.user."),
    LOG_LEVEL("log.level", Shape.LEVEL, "info", "The least grave of what is logged."),
    LOG_FORMAT("log.format", Shape.FORMAT, "json", "Whether each line of the log is JSON or made for reading.");

    private final String key;
    private final Shape shape;
    private final String fallback;
    private final String sentence;

    SettingKey(String key, Shape shape, String fallback, String sentence) {
        this.key = key;
        this.shape = shape;
        this.fallback = fallback;
        this.sentence = sentence;
    }

    /** As it stands in the file, tables and keys joined by dots; also the name of the option, after two dashes. */
    public String key() {
        return key;
    }

    /** The environment variable of the same meaning: {@code database.url} is FETTLE_DATABASE_URL. */
    public String variable() {
        return "FETTLE_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    public Shape shape() {
        return shape;
    }

    /** What holds when nobody sets it, in words; empty if there is then nothing. */
    public Optional<String> fallback() {
        return fallback.isEmpty() ? Optional.empty() : Optional.of(fallback);
    }

    /** What it does, in one sentence. */
    public String sentence() {
        return sentence;
    }

    public boolean inFile() {
        return this != DATA;
    }

    /** Whether there is a command line option of this name: not where a password would be seen by all users. */
    public boolean asOption() {
        return shape != Shape.DATABASE && shape != Shape.SECRET;
    }

    /** Whether messages may repeat the value: not where somebody could have put a password. */
    boolean isRepeatable() {
        return switch (shape) {
            case DATABASE, WEB_ADDRESS, MAIL_SERVER, ISSUER, SOURCES, SECRET -> false;
            case FOLDER,
                    FILE,
                    ADDRESS,
                    MAIL_ADDRESS,
                    DURATION,
                    SWITCH,
                    COUNT,
                    LEVEL,
                    FORMAT,
                    SECOND_FACTOR,
                    TEXT,
                    WORDS -> true;
        };
    }
}
