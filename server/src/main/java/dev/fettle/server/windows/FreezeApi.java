package dev.fettle.server.windows;

import dev.fettle.core.access.Permission;
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
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.FreezeItem;
import dev.fettle.wire.Listing;
import io.swagger.v3.oas.annotations.Operation;
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

/** Freezes, for programs. */
@RestController
final class FreezeApi implements ListedRoutes {
    private static final Fields<NamedFreeze> FREEZES = Fields.<NamedFreeze>builder()
            .whole("id", NamedFreeze::id, "")
            .sortedText("name", NamedFreeze::name, "")
            .sortedInstant("start", each -> each.when().start(), "")
            .instant("end", each -> each.when().end(), "")
            .build("id", "start");

    private final Windows windows;
    private final SetFreezes setFreezes;

    FreezeApi(Windows windows, SetFreezes setFreezes) {
        this.windows = windows;
        this.setFreezes = setFreezes;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", FREEZES);
    }

    @Needs(Permission.SEE_SERVER)
    @Operation(summary = "Lists the freezes, those that are over too")
    @GetMapping("/api/v1/freezes")
    ResponseEntity<Listing<FreezeItem>> list(ListRequest request) {
        ListPlan<NamedFreeze> plan = request.plan(FREEZES);
        return plan.answer(plan.of(windows.freezes()), WindowItems::of);
    }

    @Needs(Permission.SEE_SERVER)
    @Operation(summary = "Tells one freeze")
    @GetMapping("/api/v1/freezes/{id}")
    ResponseEntity<FreezeItem> one(@PathVariable long id) {
        return tagged(HttpStatus.OK, freeze(id));
    }

    private NamedFreeze freeze(long id) {
        return windows.freeze(id).orElseThrow(FreezeApi::missing);
    }

    private static ResponseEntity<FreezeItem> tagged(HttpStatus status, NamedFreeze freeze) {
        return Etags.tagged(status, "/api/v1/freezes/" + freeze.id(), freeze.version(), WindowItems.of(freeze));
    }

    private static SetFreezes.Wish wish(FreezeItem sent) {
        Checks checks = new Checks();
        String name = checks.there("/name", sent.name(), "");
        String start = checks.there("/start", sent.start(), "");
        String end = checks.there("/end", sent.end(), "");
        String zone = checks.there("/zone", sent.zone(), "");
        checks.end();
        return new SetFreezes.Wish(
                name, WindowApi.text(sent.condition()), start, end, zone, WindowApi.text(sent.note()));
    }

    @Needs(Permission.SET_WINDOWS)
    @Operation(summary = "Adds a freeze")
    @PostMapping("/api/v1/freezes")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<FreezeItem> add(Viewer viewer, @RequestBody FreezeItem sent) {
        return tagged(HttpStatus.CREATED, done(setFreezes.add(viewer.actor(), wish(sent))));
    }

    @Needs(Permission.SET_WINDOWS)
    @Operation(summary = "Changes a freeze")
    @PutMapping("/api/v1/freezes/{id}")
    ResponseEntity<FreezeItem> change(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody FreezeItem sent) {
        long seen = seen(id, ifMatch);
        return tagged(HttpStatus.OK, done(setFreezes.change(viewer.actor(), id, seen, wish(sent))));
    }

    @Needs(Permission.SET_WINDOWS)
    @Operation(summary = "Removes a freeze")
    @DeleteMapping("/api/v1/freezes/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        done(setFreezes.remove(viewer.actor(), id, seen(id, ifMatch)));
    }

    private long seen(long id, @Nullable String ifMatch) {
        return Etags.seen(ifMatch, freeze(id).version());
    }

    private static NamedFreeze done(SetFreezes.Outcome outcome) {
        return switch (outcome) {
            case SetFreezes.Outcome.Done(NamedFreeze freeze) -> freeze;
            case SetFreezes.Outcome.NoSuchFreeze _ -> throw missing();
            case SetFreezes.Outcome.Overtaken _ -> throw Etags.stale();
            case SetFreezes.Outcome.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
        };
    }

    private static NotFoundException missing() {
        return new NotFoundException("There is no such freeze.");
    }
}
