package dev.fettle.server.windows;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Freezes; they are listed with the windows. */
@Controller
public final class FreezePages {
    private static final String PLACE = WindowPages.PLACE + "/freezes/edit";

    private final Windows windows;
    private final SetFreezes setFreezes;
    private final Pages pages;

    FreezePages(Windows windows, SetFreezes setFreezes, Pages pages) {
        this.windows = windows;
        this.setFreezes = setFreezes;
        this.pages = pages;
    }

    /**
     * @param id of the freeze; 0 for a new one
     * @param version of the freeze that was seen
     * @param fault a sentence on what could not be done; empty at first
     */
    public record Form(long id, long version, SetFreezes.Wish fields, String fault) {}

    @Needs(Permission.SET_WINDOWS)
    @GetMapping(PLACE)
    Page form(@RequestParam(defaultValue = "0") long id) {
        if (id == 0) {
            return pages.of("windows/freeze", new Form(0, 0, new SetFreezes.Wish("", "", "", "", "UTC", ""), ""));
        }
        NamedFreeze freeze = windows.freeze(id).orElseThrow(FreezePages::missing);
        return pages.of(
                "windows/freeze",
                new Form(
                        id,
                        freeze.version(),
                        new SetFreezes.Wish(
                                freeze.name(),
                                freeze.condition(),
                                freeze.start().toString(),
                                freeze.end().toString(),
                                freeze.zone().getId(),
                                freeze.note()),
                        ""));
    }

    /** @param what {@code save} or {@code remove} */
    @Needs(Permission.SET_WINDOWS)
    @PostMapping(PLACE)
    View edit(
            Viewer viewer,
            @RequestParam(defaultValue = "0") long id,
            @RequestParam(defaultValue = "0") long version,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String condition,
            @RequestParam(defaultValue = "") String start,
            @RequestParam(defaultValue = "") String end,
            @RequestParam(defaultValue = "") String zone,
            @RequestParam(defaultValue = "") String note,
            @RequestParam(defaultValue = "save") String what,
            HttpServletResponse response) {
        SetFreezes.Wish wish = new SetFreezes.Wish(name, condition, start, end, zone, note);
        SetFreezes.Outcome outcome;
        if (what.equals("remove")) {
            outcome = setFreezes.remove(viewer.actor(), id, version);
        } else {
            outcome = id == 0
                    ? setFreezes.add(viewer.actor(), wish)
                    : setFreezes.change(viewer.actor(), id, version, wish);
        }
        return switch (outcome) {
            case SetFreezes.Outcome.Done _ -> new RedirectView(WindowPages.PLACE);
            case SetFreezes.Outcome.NoSuchFreeze _ -> throw missing();
            case SetFreezes.Outcome.Overtaken _ ->
                refused(
                        new Form(id, version, wish, ""),
                        "Somebody has changed the freeze since you opened this page. Open it again, and then say what you"
                                + " want.",
                        response);
            case SetFreezes.Outcome.Refused(String why) -> refused(new Form(id, version, wish, ""), why, response);
        };
    }

    private Page refused(Form form, String why, HttpServletResponse response) {
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        return pages.of("windows/freeze", new Form(form.id(), form.version(), form.fields(), why));
    }

    private static NotFoundException missing() {
        return new NotFoundException("There is no such freeze any more.");
    }
}
