package dev.fettle.server.operations;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.web.Notices;
import dev.fettle.server.web.Version;
import dev.fettle.wire.ServerState;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the server stands, for programs. */
@RestController
final class StatusApi {
    private final Hosts hosts;
    private final List<Notices> notices;
    private final Version version;
    private final Clock clock;

    StatusApi(Hosts hosts, List<Notices> notices, Version version, Clock clock) {
        this.hosts = hosts;
        this.notices = notices;
        this.version = version;
        this.clock = clock;
    }

    /** Which server this is, how many hosts it knows in scope, and what everybody should know. */
    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Tells how the server stands")
    @GetMapping("/api/v1/status")
    ServerState status(Viewer viewer) {
        return new ServerState(
                version.text(),
                clock.instant(),
                hosts.list(1, 1, viewer.scope()).total(),
                notices.stream().flatMap(each -> each.notices().stream()).toList());
    }
}
