package dev.fettle.server.api.openapi;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.web.ContentPolicy;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The description of the API to browse. Everything on the page comes from the server itself. */
@Controller
public final class DocsPages {
    private static final String SWAGGER = "/META-INF/resources/webjars/swagger-ui/5.32.14/";
    private static final MediaType SCRIPT = MediaType.valueOf("text/javascript;charset=utf-8");
    private static final MediaType STYLE = MediaType.valueOf("text/css;charset=utf-8");

    /** The style sheet draws its arrows by pictures that stand in it; nothing else differs from other pages. */
    private static final String POLICY = ContentPolicy.OF_PAGES.replace("img-src 'self'", "img-src 'self' data:");

    private record File(String resource, MediaType type) {}

    private static final Map<String, File> FILES = Map.of(
            "swagger-ui-bundle.js", new File(SWAGGER + "swagger-ui-bundle.js", SCRIPT),
            "swagger-ui.css", new File(SWAGGER + "swagger-ui.css", STYLE),
            "docs.js", new File("/assets/api-docs.js", SCRIPT));

    private final Pages pages;

    DocsPages(Pages pages) {
        this.pages = pages;
    }

    /** @param description where the description is */
    public record Docs(String description) {}

    @Needs(Permission.OWN_ACCOUNT)
    @GetMapping("/api/docs")
    Page docs(HttpServletResponse response) {
        response.setHeader(ContentPolicy.HEADER, POLICY);
        return pages.of("api/docs", new Docs("/api/v1/openapi.json"));
    }

    @Needs(Permission.OWN_ACCOUNT)
    @GetMapping("/api/docs/{name}")
    ResponseEntity<byte[]> file(@PathVariable String name) throws IOException {
        File file = FILES.get(name);
        if (file == null) {
            throw new NotFoundException("There is no such file.");
        }
        try (InputStream content = DocsPages.class.getResourceAsStream(file.resource())) {
            if (content == null) {
                throw new IllegalStateException("Fettle was built without " + file.resource() + ".");
            }
            return ResponseEntity.ok()
                    .contentType(file.type())
                    .cacheControl(CacheControl.noCache().cachePrivate())
                    .body(content.readAllBytes());
        }
    }
}
