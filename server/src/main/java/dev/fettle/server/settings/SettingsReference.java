package dev.fettle.server.settings;

/** All settings told to people: for the command line, and as the page docs/settings.md. */
public final class SettingsReference {
    private SettingsReference() {}

    /** Plain text, lines of at most 100 characters unless a word is longer. */
    public static String help() {
        StringBuilder text = new StringBuilder();
        for (SettingKey key : SettingKey.values()) {
            text.append(key.key()).append("  (").append(key.variable()).append(")\n");
            Wrapped.append(text, key.sentence());
            Wrapped.append(text, "Must be " + key.shape().description() + ".");
            key.fallback().ifPresent(fallback -> Wrapped.append(text, "Otherwise: " + fallback));
        }
        return text.toString();
    }

    /** Puts words into indented lines. */
    private static final class Wrapped {
        private static final int WIDTH = 100;
        private static final String INDENT = "    ";

        static void append(StringBuilder text, String sentence) {
            StringBuilder line = new StringBuilder(INDENT);
            for (String word : sentence.split(" ", -1)) {
                if (line.length() > INDENT.length() && line.length() + word.length() > WIDTH) {
                    text.append(line.toString().stripTrailing()).append('\n');
                    line.setLength(INDENT.length());
                }
                line.append(word).append(' ');
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    /** The page, in Markdown. */
    public static String markdown() {
        StringBuilder page = new StringBuilder("""
                # Settings of the server

                <!-- Made from dev.fettle.server.settings.SettingKey; SettingsReferenceTest says how to make it anew. -->

                The server reads its settings once, when it starts. A mistake in them, or a name that no setting has, stops
                the start, and all of them are told at once. Of two sources the stronger one counts:

                1. a command line option: `--feeds.every 6h`
                2. an environment variable: `FETTLE_FEEDS_EVERY=6h`; one that is set to nothing counts as not set
                3. the file `fettle.toml` in the data folder if there is one, or the file that `--settings` or
                   `FETTLE_SETTINGS` names
                4. the default

                The file is [TOML](https://toml.io), at most 1 MiB:

                ```toml
                listen = "0.0.0.0:8470"

                [feeds]
                every = "6h"
                ```

                Relative paths in the file are below the file's folder, others below the folder in which the server was
                started. A duration is a number with s, m, h or d. No user but the file's owner and group may be able to
                write to it, or to read it while there is a password in it. `FETTLE_JAVA_HOME` and `FETTLE_BUILDING` belong
                to the launcher; any other variable beginning with `FETTLE_` has to be in this list.

                Where other machines can connect, the server always uses TLS: with the certificate of `tls.certificate`, or
                else with one that it makes itself.
                """);
        for (SettingKey key : SettingKey.values()) {
            page.append("\n## `").append(key.key()).append("`\n\n");
            page.append(key.sentence()).append("\n\n");
            page.append("- Must be ").append(key.shape().description()).append('\n');
            page.append("- Default: ").append(key.fallback().orElse("none")).append('\n');
            page.append("- Variable: `").append(key.variable()).append("`");
            page.append(key.asOption() ? "" : "; no option").append(key.inFile() ? "" : "; not in the file");
            page.append('\n');
        }
        return page.toString();
    }
}
