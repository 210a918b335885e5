package dev.fettle.server.scans;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Unattended;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.tasks.Run;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** How far the look at this machine is; buttons to begin one and to stop it. */
@Controller
public final class ScanPages {
    private final Scans scans;
    private final Pages pages;

    ScanPages(Scans scans, Pages pages) {
        this.scans = scans;
        this.pages = pages;
    }

    /**
     * @param last null before the first look
     * @param next when the next begins by itself; null if one runs, or none is planned
     * @param wanted whether the settings want this machine looked at; if not, nobody can begin a look
     */
    public record Now(@Nullable Run last, @Nullable Instant next, boolean wanted) {
        public boolean running() {
            return last != null && last.running();
        }
    }

    public record ScanList(Now now, List<Run> newest) {}

    @Needs(Permission.SEE_SERVER)
    @GetMapping("/scans")
    Page list() {
        return pages.of("scans/list", new ScanList(scans.now(), scans.newest()));
    }

    /**
     * @param ended whether the look that the page watched has ended since
     * @param first whether it is shown large, on the page before the first look has ended
     */
    public record Bar(Now now, boolean ended, boolean first) {}

    /**
     * A bar that asks for itself again as long as something runs, for htmx.
     *
     * @param watched the look that the bar showed as running before; 0 if none
     */
    @Needs(Permission.SEE_SERVER)
    @Unattended
    @GetMapping("/scans/now")
    Page bar(
            @RequestParam(defaultValue = "0") long watched,
            @RequestParam(defaultValue = "false") boolean first,
            HttpServletResponse response) {
        Now now = scans.now();
        Run last = now.last();
        if (last == null || last.id() != watched || last.running()) {
            return pages.of("scans/bar", new Bar(now, false, first));
        }
        if (first && last.state() == Run.State.DONE) {
            response.setHeader("HX-Redirect", "/");
        }
        return pages.of("scans/bar", new Bar(now, true, first));
    }

    @Needs(Permission.RUN_SCANS)
    @PostMapping("/scans")
    String begin(Viewer viewer) {
        scans.beginNow(viewer.actor());
        return "redirect:/scans";
    }

    @Needs(Permission.RUN_SCANS)
    @PostMapping("/scans/stop")
    String stop(Viewer viewer) {
        scans.stop(viewer.actor());
        return "redirect:/scans";
    }
}
