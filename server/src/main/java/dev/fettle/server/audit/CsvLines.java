package dev.fettle.server.audit;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditEntry;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.signing.Octets;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Entries as CSV (RFC 4180), harmless for spreadsheets. */
final class CsvLines {
    /** What makes a spreadsheet take a cell for a formula. */
    private static final String FORMULA = "=+-@\t\r";

    private final CSVPrinter printer;

    CsvLines(OutputStream out) throws IOException {
        printer = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), CSVFormat.RFC4180);
        printer.printRecord(
                "number",
                "at",
                "actor_kind",
                "actor",
                "role",
                "from",
                "request",
                "kind",
                "sentence",
                "subject_type",
                "subject_id",
                "subject",
                "before",
                "after",
                "why",
                "digest",
                "hash");
    }

    void write(AuditEntry entry, Octets digest, Octets hash) throws IOException {
        Actor actor = entry.actor();
        Deed deed = entry.deed();
        printer.printRecord(
                entry.number(),
                entry.at(),
                actor.kind().name().toLowerCase(Locale.ROOT),
                cell(actor.name()),
                cell(actor.role()),
                cell(actor.from()),
                cell(actor.request()),
                deed.kind(),
                cell(EntrySentence.of(actor, deed)),
                cell(deed.subject().type()),
                cell(deed.subject().id()),
                cell(deed.subject().name()),
                cell(values(deed.before())),
                cell(values(deed.after())),
                cell(deed.why()),
                digest.hex(),
                hash.hex());
    }

    void end() throws IOException {
        printer.flush();
    }

    private static String values(Map<String, String> values) {
        return values.entrySet().stream()
                .map(each -> each.getKey() + ": " + each.getValue())
                .collect(Collectors.joining("\n"));
    }

    private static String cell(String text) {
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
