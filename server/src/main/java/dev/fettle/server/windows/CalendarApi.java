package dev.fettle.server.windows;

import dev.fettle.core.access.Permission;
import dev.fettle.core.plan.Opening;
import dev.fettle.core.plan.Rhythm;
import dev.fettle.server.access.BearerTokens;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.settings.Settings;
import io.swagger.v3.oas.annotations.Operation;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Coming openings, freezes and what else is known to happen, for calendars that subscribe to them. */
@RestController
final class CalendarApi {
    /** How many of each window. */
    private static final int OPENINGS = 50;

    private static final MediaType CALENDAR = new MediaType("text", "calendar", StandardCharsets.UTF_8);

    private final Windows windows;
    private final List<CalendarEvents> others;
    private final Optional<URI> publicUrl;
    private final Clock clock;

    CalendarApi(Windows windows, List<CalendarEvents> others, Settings settings, Clock clock) {
        this.windows = windows;
        this.others = List.copyOf(others);
        this.publicUrl = settings.publicUrl();
        this.clock = clock;
    }

    /** Of roll-outs those of which all hosts may be seen. */
    @Needs(Permission.SEE_SERVER)
    @Operation(
            summary =
                    "Tells the next 50 openings of each window, freezes that are not over, and roll-outs that have not"
                            + " ended, as iCalendar")
    @GetMapping(path = BearerTokens.CALENDAR, produces = "text/calendar")
    ResponseEntity<String> calendar(Viewer viewer) {
        Instant now = clock.instant();
        CalendarFeed feed = new CalendarFeed(now);
        for (NamedWindow window : windows.all()) {
            String description = Rhythm.of(window.when().rule()).words() + " for "
                    + (window.condition().isEmpty() ? "all hosts" : "hosts with " + window.condition())
                    + (window.note().isEmpty() ? "" : "\n" + window.note());
            for (Opening each : windows.preview(window).upcoming(now, OPENINGS)) {
                feed.add("window-" + window.id(), window.name(), description, each);
            }
        }
        for (NamedFreeze freeze : windows.freezes()) {
            if (freeze.when().end().isAfter(now)) {
                feed.add(
                        "freeze-" + freeze.id(),
                        "Frozen: " + freeze.name(),
                        (freeze.condition().isEmpty() ? "All hosts" : "Hosts with " + freeze.condition())
                                + (freeze.note().isEmpty() ? "" : "\n" + freeze.note()),
                        new Opening(freeze.when().start(), freeze.when().end()));
            }
        }
        viewer.access()
                .reach(Permission.SEE_HOSTS)
                .ifPresent(seen -> others.stream()
                        .flatMap(each -> each.events(seen).stream())
                        .forEach(each -> feed.event(
                                each.id(),
                                each.title(),
                                each.description(),
                                each.time(),
                                publicUrl
                                        .map(url -> URI.create(url + each.path()))
                                        .orElse(null))));
        return ResponseEntity.ok().contentType(CALENDAR).body(feed.end());
    }
}
