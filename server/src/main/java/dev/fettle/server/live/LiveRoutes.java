package dev.fettle.server.live;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Unattended;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Where pages listen. */
@Controller
public final class LiveRoutes {
    private final Live live;
    private final Clock clock;

    LiveRoutes(Live live, Clock clock) {
        this.live = live;
        this.clock = clock;
    }

    /** Ends no later than the session would if nothing were done any more; the page then asks whether that is so. */
    @Needs(Permission.SEE_SERVER)
    @Unattended
    @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter listen(HttpServletRequest request) {
        return live.listen(Optional.ofNullable(request.getSession(false))
                .map(this::untilIdle)
                .orElse(Live.STREAM));
    }

    private Duration untilIdle(HttpSession session) {
        Instant end = Instant.ofEpochMilli(session.getLastAccessedTime()).plusSeconds(session.getMaxInactiveInterval());
        return Duration.between(clock.instant(), end);
    }
}
