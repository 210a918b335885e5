package dev.fettle.server.windows;

import dev.fettle.core.access.Permission;
import dev.fettle.core.plan.Rhythm;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.Etags;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.HostWindowsItem;
import dev.fettle.wire.Listing;
import dev.fettle.wire.WindowItem;
import dev.fettle.wire.WindowOpenings;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Maintenance windows, for programs. */
@RestController
final class WindowApi implements ListedRoutes {
    static final int OPENINGS = 12;

    private static final Fields<NamedWindow> WINDOWS = Fields.<NamedWindow>builder()
            .whole("id", NamedWindow::id, "")
            .sortedText("name", NamedWindow::name, "")
            .build("id", "name");

    private final Windows windows;
    private final SetWindows setWindows;
    private final Hosts hosts;
    private final Clock clock;

    WindowApi(Windows windows, SetWindows setWindows, Hosts hosts, Clock clock) {
        this.windows = windows;
        this.setWindows = setWindows;
        this.hosts = hosts;
        this.clock = clock;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", WINDOWS);
    }

    @Needs(Permission.SEE_SERVER)
    @Operation(summary = "Lists the maintenance windows")
    @GetMapping("/api/v1/windows")
    ResponseEntity<Listing<WindowItem>> list(ListRequest request) {
        ListPlan<NamedWindow> plan = request.plan(WINDOWS);
        return plan.answer(plan.of(windows.all()), WindowItems::of);
    }

    @Needs(Permission.SEE_SERVER)
    @Operation(summary = "Tells one maintenance window")
    @GetMapping("/api/v1/windows/{id}")
    ResponseEntity<WindowItem> one(@PathVariable long id) {
        return tagged(HttpStatus.OK, window(id));
    }

    @Needs(Permission.SEE_SERVER)
    @Operation(summary = "Tells the next 12 openings of a window, in its zone and in UTC")
    @GetMapping("/api/v1/windows/{id}/openings")
    WindowOpenings openings(@PathVariable long id) {
        return openings(window(id));
    }

    private WindowOpenings openings(NamedWindow window) {
        Instant now = clock.instant();
        return new WindowOpenings(
                Rhythm.of(window.when().rule()).words(),
                window.when().zone().getId(),
                WindowItems.of(ShownOpening.of(
                        windows.preview(window).upcoming(now, OPENINGS),
                        window.when().zone(),
                        window.when().first().toLocalTime())));
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Tells when a host may be changed, and by which windows and freezes")
    @GetMapping("/api/v1/hosts/{id}/windows")
    HostWindowsItem ofHost(Viewer viewer, @PathVariable long id) {
        Host host = hosts.find(new HostId(id), viewer.scope())
                .filter(each -> !each.isRemoved())
                .orElseThrow(() -> new NotFoundException("There is no host with the number " + id + "."));
        HostWindows found = windows.of(host.id());
        Instant now = clock.instant();
        return new HostWindowsItem(
                !found.calendar().isUnrestricted(),
                found.calendar().openUntil(now).orElse(null),
                found.windows().stream().map(WindowItems::of).toList(),
                found.freezes().stream().map(WindowItems::of).toList(),
                WindowItems.of(ShownOpening.of(found.calendar().upcoming(now, OPENINGS), ZoneOffset.UTC, null)));
    }

    private NamedWindow window(long id) {
        return windows.find(id).orElseThrow(WindowApi::missing);
    }

    private static ResponseEntity<WindowItem> tagged(HttpStatus status, NamedWindow window) {
        return Etags.tagged(status, "/api/v1/windows/" + window.id(), window.version(), WindowItems.of(window));
    }

    private static SetWindows.Wish wish(WindowItem sent) {
        Checks checks = new Checks();
        String name = checks.there("/name", sent.name(), "");
        String first = checks.there("/first", sent.first(), "");
        long minutes = checks.there("/minutes", sent.minutes(), 0L);
        String zone = checks.there("/zone", sent.zone(), "");
        List<String> except = new ArrayList<>();
        List<String> days = sent.except() == null ? List.of() : sent.except();
        for (int i = 0; i < days.size(); i++) {
            except.add(checks.there("/except/" + i, days.get(i), ""));
        }
        checks.end();
        return new SetWindows.Wish(
                name, text(sent.condition()), first, text(sent.rule()), minutes, zone, except, text(sent.note()));
    }

    static String text(@Nullable String sent) {
        return sent == null ? "" : sent;
    }

    /** What is sent needs no name. */
    @Needs(Permission.SEE_SERVER)
    @Operation(summary = "Tells the next 12 openings that a window would have, without saving it")
    @PostMapping("/api/v1/windows/preview")
    WindowOpenings preview(@RequestBody WindowItem sent) {
        WindowItem named = new WindowItem(
                sent.id(),
                text(sent.name()),
                sent.condition(),
                sent.first(),
                sent.rule(),
                sent.words(),
                sent.minutes(),
                sent.zone(),
                sent.except(),
                sent.note());
        return switch (setWindows.preview(wish(named))) {
            case SetWindows.Preview.Would(NamedWindow window) -> openings(window);
            case SetWindows.Preview.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
        };
    }

    @Needs(Permission.SET_WINDOWS)
    @Operation(summary = "Adds a maintenance window")
    @PostMapping("/api/v1/windows")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<WindowItem> add(Viewer viewer, @RequestBody WindowItem sent) {
        return tagged(HttpStatus.CREATED, done(setWindows.add(viewer.actor(), wish(sent))));
    }

    @Needs(Permission.SET_WINDOWS)
    @Operation(summary = "Changes a maintenance window")
    @PutMapping("/api/v1/windows/{id}")
    ResponseEntity<WindowItem> change(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody WindowItem sent) {
        long seen = seen(id, ifMatch);
        return tagged(HttpStatus.OK, done(setWindows.change(viewer.actor(), id, seen, wish(sent))));
    }

    @Needs(Permission.SET_WINDOWS)
    @Operation(summary = "Removes a maintenance window")
    @DeleteMapping("/api/v1/windows/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        done(setWindows.remove(viewer.actor(), id, seen(id, ifMatch)));
    }

    private long seen(long id, @Nullable String ifMatch) {
        return Etags.seen(ifMatch, window(id).version());
    }

    private static NamedWindow done(SetWindows.Outcome outcome) {
        return switch (outcome) {
            case SetWindows.Outcome.Done(NamedWindow window) -> window;
            case SetWindows.Outcome.NoSuchWindow _ -> throw missing();
            case SetWindows.Outcome.Overtaken _ -> throw Etags.stale();
            case SetWindows.Outcome.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
        };
    }

    private static NotFoundException missing() {
        return new NotFoundException("There is no such window.");
    }
}
