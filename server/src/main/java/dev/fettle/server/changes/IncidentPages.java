package dev.fettle.server.changes;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.web.NotFoundException;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Telling of incidents on the page of a change. */
@Controller
final class IncidentPages {
    private static final String NO_TIME =
            "It went wrong at a local time such as 2027-01-19T02:00, or now if nothing is filled in.";

    private final ChangePages pages;
    private final RecordIncident recordIncident;
    private final Clock clock;

    IncidentPages(ChangePages pages, RecordIncident recordIncident, Clock clock) {
        this.pages = pages;
        this.recordIncident = recordIncident;
        this.clock = clock;
    }

    @Needs(Permission.PROPOSE_CHANGES)
    @PostMapping("/changes/{id}/incidents")
    View record(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String what,
            @RequestParam(defaultValue = "") String began,
            @RequestParam(defaultValue = "") String minutes,
            HttpServletResponse response) {
        if (!minutes.strip().matches("[0-9]{0,9}")) {
            return again(
                    viewer,
                    id,
                    "Services were down for so many whole minutes; leave it empty if nobody knows.",
                    response);
        }
        @Nullable Integer down = minutes.isBlank() ? null : Integer.valueOf(minutes.strip());
        @Nullable Instant at;
        try {
            at = began.isBlank()
                    ? null
                    : LocalDateTime.parse(began.strip()).atZone(clock.getZone()).toInstant();
        } catch (DateTimeException _) {
            return again(viewer, id, NO_TIME, response);
        }
        return switch (recordIncident.record(viewer.actor(), viewer.scope(), id, what, at, down)) {
            case RecordIncident.Outcome.Done _ -> new RedirectView("/changes/" + id + "#incidents");
            case RecordIncident.Outcome.NoSuchChange() ->
                throw new NotFoundException("There is no such change among those of hosts that you may change.");
            case RecordIncident.Outcome.Refused(String why) -> again(viewer, id, why, response);
        };
    }

    private View again(Viewer viewer, long id, String why, HttpServletResponse response) {
        return pages.again(viewer, id, HttpStatus.UNPROCESSABLE_CONTENT, why, response);
    }
}
