package dev.fettle.host.pkg.apt;

import dev.fettle.core.product.DebNames;
import dev.fettle.core.product.DebVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a changelog, deb-changelog(5). A heading: {@code curl (7.88.1-10+deb12u12) bookworm; urgency=medium}. Everything
 * below it is indented.
 */
final class ChangelogParser {
    private static final int MAX_LINE_KEPT = 300;
    private static final int YEAR_DIGITS = 4;
    private static final int MIN_NUMBER_DIGITS = 4;
    private static final int MAX_NUMBER_DIGITS = 19;

    private final byte[] text;
    private final List<Changelog.Line> lines = new ArrayList<>();
    private Changelog.Line.@Nullable Entry entry;
    private Set<String> mentioned = new LinkedHashSet<>();

    private ChangelogParser(byte[] text) {
        this.text = text;
    }

    /** The changelog; without an entry if the text is none. */
    static Changelog parse(byte[] text) {
        ChangelogParser parser = new ChangelogParser(text);
        parser.run();
        return new Changelog(parser.lines);
    }

    private void run() {
        int at = 0;
        while (at < text.length) {
            int end = at;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            if (end > at && text[at] != ' ' && text[at] != '\t' && text[at] != '\r') {
                firstColumn(string(at, Math.min(end, at + MAX_LINE_KEPT)).stripTrailing());
            } else if (entry != null) {
                collect(at, end);
            }
            at = end + 1;
        }
        finish();
    }

    private void firstColumn(String line) {
        Changelog.Line.Entry heading = heading(line);
        if (heading != null) {
            finish();
            entry = heading;
        } else if (!isEditorLine(line)) {
            finish();
            lines.add(new Changelog.Line.Unreadable(line));
        }
    }

    private void finish() {
        if (entry != null) {
            lines.add(new Changelog.Line.Entry(entry.source(), entry.version(), List.copyOf(mentioned)));
            mentioned = new LinkedHashSet<>();
            entry = null;
        }
    }

    /** Lines that deb-changelog readers pass over everywhere: for editors, of version control, comments. */
    private static boolean isEditorLine(String line) {
        return line.startsWith("#")
                || line.startsWith("/*")
                || line.startsWith("vim:")
                || line.startsWith(";;")
                || line.startsWith("Local variables:")
                || line.startsWith("$Id");
    }

    private static Changelog.Line.@Nullable Entry heading(String line) {
        int open = line.indexOf(" (");
        int close = line.indexOf(')', open + 2);
        if (open <= 0 || close < 0 || line.indexOf(';', close) < 0) {
            return null;
        }
        String source = line.substring(0, open);
        String version = line.substring(open + 2, close);
        if (!DebNames.isPackage(source) || !DebVersion.isValid(version)) {
            return null;
        }
        return new Changelog.Line.Entry(source, new DebVersion(version), List.of());
    }

    /** Every {@code CVE-YYYY-NNNN} in a line, with 4 to 19 digits at the end. */
    private void collect(int from, int to) {
        int last = to - "CVE-YYYY-NNNN".length();
        for (int at = from; at <= last; at++) {
            if (text[at] != 'C' || text[at + 1] != 'V' || text[at + 2] != 'E' || text[at + 3] != '-') {
                continue;
            }
            int year = at + 4;
            int number = year + YEAR_DIGITS + 1;
            if (digits(year, number - 1) != YEAR_DIGITS || text[number - 1] != '-') {
                continue;
            }
            int length = digits(number, to);
            if (length >= MIN_NUMBER_DIGITS && length <= MAX_NUMBER_DIGITS) {
                mentioned.add(string(at, number + length));
            }
        }
    }

    private int digits(int from, int to) {
        int at = from;
        while (at < to && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at - from;
    }

    private String string(int from, int to) {
        return new String(text, from, to - from, StandardCharsets.UTF_8);
    }
}
