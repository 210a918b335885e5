package dev.fettle.server.search;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What the search box finds: some while one types, more on a page of its own. */
@Controller
public final class SearchPages {
    private static final int SOME_OF_EACH = 4;
    private static final int MANY_OF_EACH = 50;
    private static final int LONGEST = 128;

    private final List<SearchSource> sources;
    private final Pages pages;

    SearchPages(List<SearchSource> sources, Pages pages) {
        this.sources = List.copyOf(sources);
        this.pages = pages;
    }

    /** @param text what was typed */
    public record Results(String text, List<Found> found) {}

    /** The options of the box, for htmx. */
    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/search/some")
    Page some(Viewer viewer, @RequestParam(defaultValue = "") String find) {
        return pages.of("search/some", find(viewer, find, SOME_OF_EACH));
    }

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/search")
    Page many(Viewer viewer, @RequestParam(defaultValue = "") String find) {
        return pages.of("search/many", find(viewer, find, MANY_OF_EACH));
    }

    private Results find(Viewer viewer, String typed, int limit) {
        String text = typed.strip();
        if (text.isEmpty() || text.length() > LONGEST) {
            return new Results(text, List.of());
        }
        List<Found> found = new ArrayList<>();
        sources.forEach(source -> found.addAll(source.find(viewer, text, limit)));
        String wanted = text.toLowerCase(Locale.ROOT);
        // Of those that fit alike each source's own order stays.
        found.sort(Comparator.comparing(each -> Found.Fit.of(each.name(), wanted)));
        return new Results(text, found);
    }
}
