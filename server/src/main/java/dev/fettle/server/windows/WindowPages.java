package dev.fettle.server.windows;

import dev.fettle.core.access.Permission;
import dev.fettle.core.plan.Opening;
import dev.fettle.core.plan.Rhythm;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.hosts.HostHead;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.HostNow;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.hosts.Presence;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Maintenance windows: what there is, and each with its next openings before it is saved; and those of a host. */
@Controller
public final class WindowPages {
    static final String PLACE = "/windows";

    private final Windows windows;
    private final SetWindows setWindows;
    private final Hosts hosts;
    private final Presence presence;
    private final Pages pages;
    private final Clock clock;

    WindowPages(Windows windows, SetWindows setWindows, Hosts hosts, Presence presence, Pages pages, Clock clock) {
        this.windows = windows;
        this.setWindows = setWindows;
        this.hosts = hosts;
        this.presence = presence;
        this.pages = pages;
        this.clock = clock;
    }

    /** @param next opening; null if none comes */
    public record Row(
            NamedWindow window, String words, @Nullable ShownOpening next) {}

    /** @param state {@code over}, {@code now} or {@code to come} */
    public record FreezeRow(NamedFreeze freeze, String state) {}

    public record WindowList(List<Row> windows, List<FreezeRow> freezes) {}

    @Needs(Permission.SEE_SERVER)
    @GetMapping(PLACE)
    Page list() {
        Instant now = clock.instant();
        return pages.of(
                "windows/list",
                new WindowList(
                        windows.all().stream().map(each -> row(each, now)).toList(),
                        windows.freezes().stream()
                                .map(each -> new FreezeRow(each, state(each, now)))
                                .toList()));
    }

    private Row row(NamedWindow window, Instant now) {
        Optional<Opening> next =
                windows.preview(window).upcoming(now, 1).stream().findFirst();
        return new Row(
                window,
                Rhythm.of(window.when().rule()).words(),
                next.map(each -> ShownOpening.of(List.of(each), window.when().zone(), null)
                                .getFirst())
                        .orElse(null));
    }

    private static String state(NamedFreeze freeze, Instant now) {
        if (freeze.when().contains(now)) {
            return "now";
        }
        return freeze.when().end().isAfter(now) ? "to come" : "over";
    }

    /**
     * @param id of the window; 0 for a new one
     * @param version of the window that was seen
     * @param would the next openings; null if nothing can be shown
     * @param words that say how often it would open; empty if nothing can be shown
     * @param fault a sentence on what could not be done; empty at first
     */
    public record Form(
            long id,
            long version,
            WindowForm fields,
            @Nullable List<ShownOpening> would,
            String words,
            String fault) {}

    @Needs(Permission.SET_WINDOWS)
    @GetMapping(PLACE + "/edit")
    Page form(@RequestParam(defaultValue = "0") long id) {
        if (id == 0) {
            return pages.of("windows/window", new Form(0, 0, WindowForm.empty(), null, "", ""));
        }
        NamedWindow window = windows.find(id).orElseThrow(WindowPages::missing);
        return pages.of("windows/window", would(id, window.version(), WindowForm.of(window), window));
    }

    private Form would(long id, long version, WindowForm fields, NamedWindow window) {
        return new Form(
                id,
                version,
                fields,
                ShownOpening.of(
                        windows.preview(window).upcoming(clock.instant(), WindowApi.OPENINGS),
                        window.when().zone(),
                        window.when().first().toLocalTime()),
                Rhythm.of(window.when().rule()).words(),
                "");
    }

    /** @param what {@code preview}, {@code save} or {@code remove} */
    @Needs(Permission.SET_WINDOWS)
    @PostMapping(PLACE + "/edit")
    View edit(
            Viewer viewer,
            @RequestParam(defaultValue = "0") long id,
            @RequestParam(defaultValue = "0") long version,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String condition,
            @RequestParam(defaultValue = "") String first,
            @RequestParam(defaultValue = "nth") String kind,
            @RequestParam(defaultValue = "") List<String> days,
            @RequestParam(defaultValue = "third") String nth,
            @RequestParam(defaultValue = "tuesday") String day,
            @RequestParam(defaultValue = "tuesday") String other,
            @RequestParam(defaultValue = "") String rule,
            @RequestParam(defaultValue = "0") long minutes,
            @RequestParam(defaultValue = "") String zone,
            @RequestParam(defaultValue = "") String except,
            @RequestParam(defaultValue = "") String note,
            @RequestParam(defaultValue = "preview") String what,
            HttpServletResponse response) {
        WindowForm fields =
                new WindowForm(name, condition, first, kind, days, nth, day, other, rule, minutes, zone, except, note);
        Form form = new Form(id, version, fields, null, "", "");
        return switch (what) {
            case "save" ->
                changed(
                        id == 0
                                ? setWindows.add(viewer.actor(), fields.wish())
                                : setWindows.change(viewer.actor(), id, version, fields.wish()),
                        form,
                        response);
            case "remove" -> changed(setWindows.remove(viewer.actor(), id, version), form, response);
            default ->
                switch (setWindows.preview(fields.wish())) {
                    case SetWindows.Preview.Would(NamedWindow window) ->
                        pages.of("windows/window", would(id, version, fields, window));
                    case SetWindows.Preview.Refused(String why) -> refused(form, why, response);
                };
        };
    }

    private View changed(SetWindows.Outcome outcome, Form form, HttpServletResponse response) {
        return switch (outcome) {
            case SetWindows.Outcome.Done _ -> new RedirectView(PLACE);
            case SetWindows.Outcome.NoSuchWindow _ -> throw missing();
            case SetWindows.Outcome.Overtaken _ ->
                refused(
                        form,
                        "Somebody has changed the window since you opened this page. Open it again, and then say what you"
                                + " want.",
                        response);
            case SetWindows.Outcome.Refused(String why) -> refused(form, why, response);
        };
    }

    private View refused(Form form, String why, HttpServletResponse response) {
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        return pages.of("windows/window", new Form(form.id(), form.version(), form.fields(), null, "", why));
    }

    /**
     * @param openUntil until when the host may be changed; null if it may not be changed now
     * @param openings the next ones of all windows together, without what is frozen
     */
    public record OfHost(
            HostHead host, HostWindows when, @Nullable Instant openUntil, List<ShownOpening> openings) {}

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/hosts/{id}/windows")
    Page ofHost(Viewer viewer, @PathVariable long id) {
        HostNow now = hosts.now(new HostId(id), viewer.scope())
                .orElseThrow(() -> new NotFoundException("There is no host with the number " + id + "."));
        HostWindows when = windows.of(now.host().id());
        ZoneId zone = when.windows().isEmpty()
                ? ZoneId.of("UTC")
                : when.windows().getFirst().when().zone();
        Instant moment = clock.instant();
        return pages.of(
                "windows/host",
                new OfHost(
                        HostHead.of(now, presence),
                        when,
                        when.calendar().openUntil(moment).orElse(null),
                        ShownOpening.of(when.calendar().upcoming(moment, WindowApi.OPENINGS), zone, null)));
    }

    private static NotFoundException missing() {
        return new NotFoundException("There is no such window any more.");
    }
}
