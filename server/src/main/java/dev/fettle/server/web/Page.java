package dev.fettle.server.web;

import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** A template, and what it shows. Controllers return it. */
public final class Page implements Answer {
    private final TemplateEngine engine;
    private final FrameMaker frames;
    private final String template;
    private final Object model;

    Page(TemplateEngine engine, FrameMaker frames, String template, Object model) {
        this.engine = engine;
        this.frames = frames;
        this.template = template;
        this.model = model;
    }

    @Override
    public String getContentType() {
        return MediaType.TEXT_HTML_VALUE + ";charset=utf-8";
    }

    @Override
    public void render(@Nullable Map<String, ?> unused, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Utf8ByteOutput output = new Utf8ByteOutput();
        engine.render(template + ".jte", Map.of("frame", frames.frame(request), "page", model), output);
        response.setContentType(getContentType());
        response.setContentLength(output.getContentLength());
        output.writeTo(response.getOutputStream());
    }
}
