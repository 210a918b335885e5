package dev.fettle.server.scans;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.RunItems;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.tasks.Run;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.Accepted;
import dev.fettle.wire.Listing;
import dev.fettle.wire.RunItem;
import dev.fettle.wire.ScanState;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The looks at the server's own machine, for programs. */
@RestController
final class ScanApi implements ListedRoutes {
    private static final Fields<Run> SCANS = Fields.<Run>builder()
            .whole("id", Run::id, "")
            .text("state", run -> Checks.word(run.state()), "")
            .sortedInstant("startedAt", Run::startedAt, "")
            .build("id", "-id");

    private final Scans scans;

    ScanApi(Scans scans) {
        this.scans = scans;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", SCANS);
    }

    /** The newest looks. */
    @Needs(Permission.SEE_SERVER)
    @Operation(summary = "Lists the newest looks at the server's machine")
    @GetMapping("/api/v1/scans")
    ResponseEntity<Listing<RunItem>> list(ListRequest request) {
        ListPlan<Run> plan = request.plan(SCANS);
        return plan.answer(plan.of(scans.newest()), RunItems::of);
    }

    /** How far the present look is, or how the last one ended, and when the next begins. */
    @Needs(Permission.SEE_SERVER)
    @Operation(summary = "Tells how far the present look is, and when the next begins")
    @GetMapping("/api/v1/scans/now")
    ScanState now() {
        ScanPages.Now now = scans.now();
        Run last = now.last();
        return new ScanState(now.wanted(), last == null ? null : RunItems.of(last), now.next());
    }

    @Needs(Permission.SEE_SERVER)
    @Operation(summary = "Tells how one look went")
    @GetMapping("/api/v1/scans/{id}")
    RunItem scan(@PathVariable long id) {
        return scans.newest().stream()
                .filter(run -> run.id() == id)
                .map(RunItems::of)
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        "There is no scan with the number " + id + " any more. The newest are kept."));
    }

    /** Begins a look, unless one is taken right now. It goes on by itself. */
    @Needs(Permission.RUN_SCANS)
    @Operation(summary = "Begins a look, unless one is taken right now")
    @PostMapping("/api/v1/scans")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Accepted begin(Viewer viewer) {
        ScanPages.Now before = scans.now();
        if (!scans.beginNow(viewer.actor())) {
            throw new ApiFault(
                    ProblemKind.CONFLICT,
                    "The settings don't want the server's machine scanned; scan.this-machine turns that on.");
        }
        return new Accepted(!before.running(), "/api/v1/scans/now");
    }

    /** Stops the look that is taken right now, if there is one. */
    @Needs(Permission.RUN_SCANS)
    @Operation(summary = "Stops the look that is taken right now")
    @DeleteMapping("/api/v1/scans/now")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void stop(Viewer viewer) {
        scans.stop(viewer.actor());
    }
}
