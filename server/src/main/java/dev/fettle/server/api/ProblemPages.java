package dev.fettle.server.api;

import dev.fettle.server.access.Open;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Where the types of problem documents lead. */
@Controller
public final class ProblemPages {
    private final Pages pages;

    ProblemPages(Pages pages) {
        this.pages = pages;
    }

    @Open(because = "it says what an answer means, and anybody may get one")
    @GetMapping("/problems/{word}")
    Page problem(@PathVariable String word) {
        return pages.of(
                "api/problem",
                ProblemKind.of(word).orElseThrow(() -> new NotFoundException("There is no problem of this name.")));
    }
}
