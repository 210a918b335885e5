package dev.fettle.server.api;

import dev.fettle.core.access.Access;
import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Scope;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.wire.GrantItem;
import dev.fettle.wire.Me;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who makes the request. */
@RestController
final class MeApi {
    /** Who makes the request, and what they may do. */
    @Needs(Permission.OWN_ACCOUNT)
    @Operation(summary = "Tells who makes the request and what they may do")
    @GetMapping("/api/v1/me")
    Me me(Viewer viewer) {
        Access access = viewer.access();
        return new Me(
                Checks.word(viewer.actor().kind()),
                viewer.actor().name(),
                access.grants().stream().map(MeApi::item).toList(),
                Arrays.stream(Permission.values())
                        .filter(access::allows)
                        .map(Checks::word)
                        .toList());
    }

    private static GrantItem item(Grant grant) {
        return new GrantItem(grant.role().word(), groups(grant.scope()));
    }

    private static @Nullable List<String> groups(Scope scope) {
        return switch (scope) {
            case Scope.Everything _ -> null;
            case Scope.Groups(Set<HostGroup> groups) ->
                groups.stream().map(HostGroup::toString).sorted().toList();
        };
    }
}
