package dev.fettle.server.scans;

import dev.fettle.server.tasks.Run;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** How far the look at this machine is; buttons to begin one and to stop it. */
@Controller
final class ScanPages {
    private final Scans scans;
    private final Pages pages;

    ScanPages(Scans scans, Pages pages) {
        this.scans = scans;
        this.pages = pages;
    }

    /**
     * @param last null before the first look
     * @param next when the next begins by itself; null if one runs, or none is planned
     */
    record Now(@Nullable Run last, @Nullable Instant next) {
        public boolean running() {
            return last != null && last.running();
        }
    }

    record ScanList(Now now, List<Run> newest) {}

    @GetMapping("/scans")
    Page list() {
        return pages.of("scans/list", new ScanList(scans.now(), scans.newest()));
    }

    /** A bar that asks for itself again as long as something runs, for htmx. */
    @GetMapping("/scans/now")
    Page bar() {
        return pages.of("scans/bar", scans.now());
    }

    @PostMapping("/scans")
    String begin() {
        scans.beginNow();
        return "redirect:/";
    }

    @PostMapping("/scans/stop")
    String stop() {
        scans.stop();
        return "redirect:/";
    }
}
