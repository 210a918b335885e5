package dev.fettle.server.feeds;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.RunItems;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.tasks.Run;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.Accepted;
import dev.fettle.wire.FeedItem;
import dev.fettle.wire.Listing;
import dev.fettle.wire.RunItem;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** How the feeds stand, and asking one now, for programs. */
@RestController
final class FeedApi implements ListedRoutes {
    private static final int RUNS = 100;
    private static final Fields<FeedPages.Source> SOURCES = Fields.<FeedPages.Source>builder()
            .whole("id", each -> (long) each.number(), "")
            .sortedText("source", FeedPages.Source::shown, "")
            .flag("refreshing", each -> each.progress() != null, "")
            .build("id", "id");

    private static final Fields<Run> REFRESHES = Fields.<Run>builder()
            .whole("id", Run::id, "")
            .text("state", run -> Checks.word(run.state()), "")
            .sortedInstant("startedAt", Run::startedAt, "")
            .build("id", "-id");

    private final Feeds feeds;

    FeedApi(Feeds feeds) {
        this.feeds = feeds;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", SOURCES, "refreshes", REFRESHES);
    }

    /** The sources of feeds, and how each stands. */
    @Needs(Permission.SEE_SERVER)
    @Operation(summary = "Lists the sources of feeds and how each stands")
    @GetMapping("/api/v1/feeds")
    ResponseEntity<Listing<FeedItem>> list(ListRequest request) {
        ListPlan<FeedPages.Source> plan = request.plan(SOURCES);
        return plan.answer(plan.of(feeds.list().sources()), FeedApi::item);
    }

    @Needs(Permission.SEE_SERVER)
    @Operation(summary = "Tells how one source of feeds stands")
    @GetMapping("/api/v1/feeds/{id}")
    FeedItem feed(@PathVariable int id) {
        List<FeedPages.Source> sources = feeds.list().sources();
        if (id < 0 || id >= sources.size()) {
            throw missing(id);
        }
        return item(sources.get(id));
    }

    private static NotFoundException missing(int id) {
        return new NotFoundException("There is no source of feeds with the number " + id + ".");
    }

    private static FeedItem item(FeedPages.Source source) {
        FeedPages.Progress progress = source.progress();
        FeedPages.Fault fault = source.fault();
        return new FeedItem(
                source.number(),
                source.shown(),
                progress == null ? null : progress.step(),
                source.next(),
                fault == null ? null : fault.message(),
                source.feeds().stream()
                        .map(each -> new FeedItem.Held(
                                each.name(),
                                each.kind(),
                                Checks.word(each.health()),
                                each.date(),
                                each.records(),
                                each.message(),
                                each.checkedAt(),
                                each.lastGoodAt(),
                                each.changedAt()))
                        .toList());
    }

    /** The newest refreshes of a source. */
    @Needs(Permission.SEE_SERVER)
    @Operation(summary = "Lists the newest refreshes of a source")
    @GetMapping("/api/v1/feeds/{id}/refreshes")
    ResponseEntity<Listing<RunItem>> refreshes(@PathVariable int id, ListRequest request) {
        ListPlan<Run> plan = request.plan(REFRESHES);
        return plan.answer(plan.of(feeds.runs(id, RUNS).orElseThrow(() -> missing(id))), RunItems::of);
    }

    /** Asks a source now. */
    @Needs(Permission.REFRESH_FEEDS)
    @Operation(summary = "Asks a source now")
    @PostMapping("/api/v1/feeds/{id}/refreshes")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Accepted refresh(Viewer viewer, @PathVariable int id) {
        boolean busy = feed(id).refreshing() != null;
        if (!feeds.refreshNow(id, viewer.actor())) {
            throw missing(id);
        }
        return new Accepted(!busy, "/api/v1/feeds/" + id + "/refreshes");
    }
}
