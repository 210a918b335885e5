package dev.fettle.server.changes;

import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Scope;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.IncidentItem;
import dev.fettle.wire.Listing;
import dev.fettle.wire.NewIncident;
import io.swagger.v3.oas.annotations.Operation;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What went wrong by changes, for programs. */
@RestController
final class IncidentApi {
    private final Changes changes;
    private final RecordIncident recordIncident;

    IncidentApi(Changes changes, RecordIncident recordIncident) {
        this.changes = changes;
        this.recordIncident = recordIncident;
    }

    /** @param limit at most 100 */
    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists what went wrong by a change, the newest first")
    @GetMapping("/api/v1/changes/{id}/incidents")
    Listing<IncidentItem> list(Viewer viewer, @PathVariable long id, @RequestParam(defaultValue = "100") int limit) {
        Scope seeing = ChangeApi.seeing(viewer);
        if (changes.find(id, seeing).isEmpty()) {
            throw new NotFoundException("There is no such change among those of hosts that you may see.");
        }
        return new Listing<>(
                recordIncident.of(id).stream()
                        .limit(Math.max(1, limit))
                        .map(IncidentApi::item)
                        .toList(),
                null);
    }

    @Needs(Permission.PROPOSE_CHANGES)
    @Operation(summary = "Tells of something that went wrong by a change")
    @PostMapping("/api/v1/changes/{id}/incidents")
    @ResponseStatus(HttpStatus.CREATED)
    IncidentItem record(Viewer viewer, @PathVariable long id, @RequestBody NewIncident sent) {
        Checks checks = new Checks();
        String what = checks.there("/what", sent.what(), "");
        Instant began = time(checks, sent.beganAt());
        checks.end();
        return switch (recordIncident.record(viewer.actor(), viewer.scope(), id, what, began, sent.downMinutes())) {
            case RecordIncident.Outcome.Done(Incident incident) -> item(incident);
            case RecordIncident.Outcome.NoSuchChange() ->
                throw new NotFoundException("There is no such change among those of hosts that you may change.");
            case RecordIncident.Outcome.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
        };
    }

    private static @Nullable Instant time(Checks checks, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            checks.that(false, "/beganAt", "A time such as 2027-01-19T02:00:00Z is expected.");
            return null;
        }
    }

    private static IncidentItem item(Incident incident) {
        return new IncidentItem(
                incident.id(),
                incident.what(),
                incident.began(),
                incident.downMinutes(),
                incident.by(),
                incident.told());
    }
}
