package dev.fettle.server.live;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Where pages listen. */
@Controller
public final class LiveRoutes {
    private final Live live;

    LiveRoutes(Live live) {
        this.live = live;
    }

    @Needs(Permission.SEE_SERVER)
    @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter listen() {
        return live.listen();
    }
}
