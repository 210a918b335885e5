package dev.fettle.server.audit;

import dev.fettle.core.access.Permission;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Unattended;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import dev.fettle.server.web.Words;
import dev.fettle.trail.TrailWriter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who changed what: to be read, verified and taken away. */
@Controller
public final class AuditPages {
    private static final int SIZE = 50;
    private static final int LONGEST = 512;

    private final EntryListStore entries;
    private final AuditVerification verification;
    private final AuditExport export;
    private final KeyFolder folder;
    private final Pages pages;
    private final Clock clock;

    AuditPages(
            EntryListStore entries,
            AuditVerification verification,
            AuditExport export,
            KeyFolder folder,
            Pages pages,
            Clock clock) {
        this.entries = entries;
        this.verification = verification;
        this.export = export;
        this.folder = folder;
        this.pages = pages;
        this.clock = clock;
    }

    @Needs(Permission.SEE_AUDIT)
    @GetMapping("/audit")
    Page list(
            @RequestParam(defaultValue = "") String person,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String type,
            @RequestParam(defaultValue = "") String about,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String to,
            @RequestParam(defaultValue = "") String before) {
        AuditList.Asked asked = asked(person, kind, type, about, from, to);
        List<EntryListStore.Listed> found = asked.fault().isEmpty()
                ? entries.newest(
                        new EntryListStore.Wanted(
                                asked.person(),
                                asked.kind(),
                                asked.type(),
                                asked.about(),
                                day(asked.from(), 0),
                                day(asked.to(), 1),
                                place(before)),
                        SIZE + 1)
                : List.of();
        List<EntryListStore.Listed> shown = found.subList(0, Math.min(SIZE, found.size()));
        String more = found.size() > SIZE ? asked.query() + "&before=" + cursor(shown.getLast()) : "";
        return pages.of(
                "audit/list",
                new AuditList(
                        asked,
                        shown.stream().map(AuditList.Row::of).toList(),
                        entries.kinds(),
                        more,
                        checking(),
                        folder.trusted().stream().map(key -> key.id().hex()).toList()));
    }

    private AuditList.Asked asked(String person, String kind, String type, String about, String from, String to) {
        String fault = "";
        try {
            day(from, 0);
            day(to, 1);
        } catch (DateTimeException _) {
            fault = "A day is written like 2026-11-20.";
        }
        return new AuditList.Asked(cut(person), cut(kind), cut(type), cut(about), cut(from), cut(to), fault);
    }

    private static String cut(String text) {
        String stripped = text.strip();
        return stripped.length() > LONGEST ? stripped.substring(0, LONGEST) : stripped;
    }

    private Optional<Instant> day(String text, int later) {
        return text.isBlank()
                ? Optional.empty()
                : Optional.of(LocalDate.parse(text.strip())
                        .plusDays(later)
                        .atStartOfDay(clock.getZone())
                        .toInstant());
    }

    private static String cursor(EntryListStore.Listed last) {
        return Words.encoded(last.at() + "," + last.id());
    }

    /** Whatever is no cursor is the beginning. */
    private static Optional<EntryListStore.Place> place(String cursor) {
        int comma = cursor.indexOf(',');
        if (comma < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new EntryListStore.Place(
                    Instant.parse(cursor.substring(0, comma)), Long.parseLong(cursor.substring(comma + 1))));
        } catch (DateTimeException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private AuditList.Checking checking() {
        return new AuditList.Checking(verification.last().orElse(null));
    }

    /** Begins to follow the whole chain, unless that is under way. */
    @Needs(Permission.SEE_AUDIT)
    @PostMapping("/audit/verify")
    String verify() {
        verification.begin();
        return "redirect:/audit";
    }

    /** How far the verification is; asks for itself again as long as one runs, for htmx. */
    @Needs(Permission.SEE_AUDIT)
    @Unattended
    @GetMapping("/audit/verification")
    Page verificationNow() {
        return pages.of("audit/verification", checking());
    }

    /** A file, as long as it is: it is written while it is read. */
    @Needs(Permission.SEE_AUDIT)
    @GetMapping("/audit/export")
    void export(
            @RequestParam(defaultValue = "jsonl") String format,
            @RequestParam(defaultValue = "") String type,
            @RequestParam(defaultValue = "") String about,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String to,
            HttpServletResponse response)
            throws IOException {
        AuditList.Asked asked = asked("", "", type, about, from, to);
        if (!asked.fault().isEmpty()) {
            throw new NotFoundException(asked.fault());
        }
        boolean csv = format.equals("csv");
        attach(response, csv ? "text/csv" : "application/jsonl", csv ? "audit.csv" : "audit.jsonl");
        export.write(
                response.getOutputStream(),
                selection(asked),
                csv ? AuditExport.Format.CSV : AuditExport.Format.JSON_LINES);
    }

    private Selection selection(AuditList.Asked asked) {
        if (!asked.type().isEmpty() && !asked.about().isEmpty()) {
            return new Selection.About(asked.type(), asked.about());
        }
        Optional<Instant> from = day(asked.from(), 0);
        Optional<Instant> to = day(asked.to(), 1);
        return from.isEmpty() && to.isEmpty()
                ? new Selection.Everything()
                : new Selection.During(
                        from.orElse(Instant.EPOCH),
                        to.orElseGet(() -> clock.instant().plusSeconds(1)));
    }

    /** A public key, by which everybody can verify an export. */
    @Needs(Permission.SEE_AUDIT)
    @GetMapping("/audit/keys/{id}")
    void key(@PathVariable String id, HttpServletResponse response) throws IOException {
        VerificationKey key = folder.trusted().stream()
                .filter(each -> each.id().hex().equals(id))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("There is no such key."));
        attach(response, "application/x-pem-file", "public-" + id.substring(0, 16) + ".pem");
        response.getOutputStream().write(key.pem().getBytes(StandardCharsets.US_ASCII));
    }

    /** The last checkpoint, to be kept elsewhere. */
    @Needs(Permission.SEE_AUDIT)
    @GetMapping("/audit/checkpoint")
    void checkpoint(HttpServletResponse response) throws IOException {
        String line = folder.lastKept()
                .map(TrailWriter::checkpoint)
                .orElseThrow(() -> new NotFoundException("Nothing was signed yet."));
        attach(response, "application/jsonl", "checkpoint.jsonl");
        response.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void attach(HttpServletResponse response, String type, String name) {
        response.setContentType(type + ";charset=utf-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
    }
}
