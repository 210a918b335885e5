package dev.fettle.server.audit;

import dev.fettle.core.access.Permission;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditEntry;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.access.Needs;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.wire.AuditItem;
import dev.fettle.wire.Listing;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit trail, for programs. */
@RestController
final class AuditApi implements ListedRoutes {
    private static final Fields<EntryListStore.Listed> ENTRIES = Fields.<EntryListStore.Listed>builder()
            .whole("id", EntryListStore.Listed::id, "e.id")
            .sortedInstant("at", EntryListStore.Listed::at, "e.at")
            .text("person", _ -> null, "e.person")
            .text("kind", _ -> null, "e.kind")
            .text("subjectType", _ -> null, "e.subject_type")
            .text("subjectId", _ -> null, "e.subject_id")
            .text("subjectName", _ -> null, "e.subject_name")
            .text("request", _ -> null, "e.request")
            .choice(
                    "actorKind",
                    _ -> null,
                    "e.actor_kind",
                    Arrays.stream(Actor.Kind.values()).map(Checks::word).toList())
            .build("id", "-at");

    private final EntryListStore entries;
    private final AuditExport export;
    private final Clock clock;

    AuditApi(EntryListStore entries, AuditExport export, Clock clock) {
        this.entries = entries;
        this.export = export;
        this.clock = clock;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", ENTRIES);
    }

    @Needs(Permission.SEE_AUDIT)
    @Operation(summary = "Lists who did what, the newest first")
    @GetMapping("/api/v1/audit")
    ResponseEntity<Listing<AuditItem>> list(ListRequest request) {
        ListPlan<EntryListStore.Listed> plan = request.plan(ENTRIES);
        return plan.answer(entries.part(plan.condition()), AuditApi::item);
    }

    private static AuditItem item(EntryListStore.Listed listed) {
        Optional<AuditEntry> readable = listed.entry();
        if (readable.isEmpty()) {
            return new AuditItem(
                    listed.id(),
                    listed.number(),
                    listed.at(),
                    "This entry was changed so that it cannot be read. Verify the trail.",
                    "server",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    List.of(),
                    "");
        }
        Actor actor = readable.get().actor();
        Deed deed = readable.get().deed();
        return new AuditItem(
                listed.id(),
                listed.number(),
                listed.at(),
                EntrySentence.of(actor, deed),
                Checks.word(actor.kind()),
                actor.name(),
                actor.role(),
                actor.from(),
                actor.request(),
                deed.kind(),
                deed.subject().type(),
                deed.subject().id(),
                deed.subject().name(),
                changes(deed),
                deed.why());
    }

    private static List<AuditItem.Change> changes(Deed deed) {
        TreeSet<String> names = new TreeSet<>(deed.before().keySet());
        names.addAll(deed.after().keySet());
        return names.stream()
                .map(name -> new AuditItem.Change(
                        name, deed.before().getOrDefault(name, ""), deed.after().getOrDefault(name, "")))
                .toList();
    }

    /** A file, as long as it is: it is written while it is read. */
    @Needs(Permission.SEE_AUDIT)
    @Operation(summary = "Writes the trail as JSON Lines, which fettle audit verify checks, or as CSV")
    @GetMapping("/api/v1/audit/export")
    void export(
            @RequestParam(defaultValue = "jsonl") String format,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String subjectType,
            @RequestParam(required = false) @Nullable String subjectId,
            HttpServletResponse response)
            throws IOException {
        boolean csv =
                switch (format) {
                    case "jsonl" -> false;
                    case "csv" -> true;
                    default ->
                        throw ApiFault.ofParameter(ProblemKind.MALFORMED, "format", "The format is jsonl or csv.");
                };
        Selection selection = selection(from, to, subjectType, subjectId);
        response.setContentType((csv ? "text/csv" : "application/jsonl") + ";charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        export.write(
                response.getOutputStream(), selection, csv ? AuditExport.Format.CSV : AuditExport.Format.JSON_LINES);
    }

    private Selection selection(
            @Nullable String from, @Nullable String to, @Nullable String type, @Nullable String id) {
        if ((type == null) != (id == null) || (type != null && (from != null || to != null))) {
            throw new ApiFault(
                    ProblemKind.MALFORMED,
                    "Either name a time by from and to, or a subject by subjectType and subjectId together.");
        }
        if (type != null && id != null) {
            return new Selection.About(type, id);
        }
        return from == null && to == null
                ? new Selection.Everything()
                : new Selection.During(
                        from == null ? Instant.EPOCH : instant("from", from),
                        to == null ? clock.instant().plusSeconds(1) : instant("to", to));
    }

    private static Instant instant(String parameter, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            throw ApiFault.ofParameter(
                    ProblemKind.MALFORMED, parameter, "An instant such as 2026-11-20T18:00:00Z is expected.");
        }
    }
}
