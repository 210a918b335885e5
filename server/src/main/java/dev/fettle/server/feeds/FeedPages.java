package dev.fettle.server.feeds;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Unattended;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** How the feeds stand, and a button to fetch one now. */
@Controller
public final class FeedPages {
    private final Feeds feeds;
    private final Pages pages;

    FeedPages(Feeds feeds, Pages pages) {
        this.feeds = feeds;
        this.pages = pages;
    }

    /**
     * @param every how often each source is asked
     * @param busy whether any source is asked right now
     */
    public record FeedList(List<Source> sources, Duration every, boolean busy) {}

    /**
     * One source of the settings.
     *
     * @param number in the order of the settings, from 0
     * @param shown its name for people, without a password that an address may carry
     * @param progress what is done right now; null if nothing is
     * @param next when it is asked again; null if it is asked right now
     * @param fault why nothing came of it when it was last asked; null if something did, or what is told of some feed
     *     says why
     * @param feeds what came from it; empty before the first time
     */
    public record Source(
            int number,
            String shown,
            @Nullable Progress progress,
            @Nullable Instant next,
            @Nullable Fault fault,
            List<FeedStatus> feeds) {}

    /**
     * @param step a sentence
     * @param percent 0 to 100; -1 if not known
     */
    public record Progress(String step, int percent) {}

    /**
     * @param at when it failed
     * @param message why, in sentences
     */
    public record Fault(Instant at, String message) {}

    @Needs(Permission.SEE_SERVER)
    @GetMapping("/feeds")
    Page list() {
        return pages.of("feeds/list", feeds.list());
    }

    /** The part of the page that changes, for htmx. */
    @Needs(Permission.SEE_SERVER)
    @Unattended
    @GetMapping("/feeds/table")
    Page table() {
        return pages.of("feeds/table", feeds.list());
    }

    @Needs(Permission.REFRESH_FEEDS)
    @PostMapping("/feeds/refresh")
    String refresh(Viewer viewer, @RequestParam int number) {
        if (!feeds.refreshNow(number, viewer.actor())) {
            throw new NotFoundException("There is no feed with the number " + number + ".");
        }
        return "redirect:/feeds";
    }
}
