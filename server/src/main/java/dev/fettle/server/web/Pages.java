package dev.fettle.server.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import org.springframework.stereotype.Component;

/** Makes pages of templates. */
@Component
public final class Pages {
    private static final String PACKAGE = "dev.fettle.server.templates";

    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(null, ContentType.Html, Pages.class.getClassLoader(), PACKAGE);
    private final FrameMaker frames;

    Pages(FrameMaker frames) {
        this.frames = frames;
    }

    /**
     * @param template its path below {@code src/main/jte}, without ending
     * @param model what it shows; the template takes it as {@code page}, and the {@link Frame} as {@code frame}
     */
    public Page of(String template, Object model) {
        return new Page(engine, frames, template, model);
    }
}
