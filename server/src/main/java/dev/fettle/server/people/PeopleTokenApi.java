package dev.fettle.server.people;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.Etags;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.Listing;
import dev.fettle.wire.TokenItem;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Everybody's tokens, for programs. */
@RestController
final class PeopleTokenApi implements ListedRoutes {
    private static final Fields<ApiTokens.Row> TOKENS = Fields.<ApiTokens.Row>builder()
            .whole("id", ApiTokens.Row::id, "")
            .sortedText("owner", ApiTokens.Row::owner, "")
            .sortedText("name", ApiTokens.Row::name, "")
            .sortedInstant("expiresAt", ApiTokens.Row::expires, "")
            .flag("revoked", row -> row.revoked().isPresent(), "")
            .build("id", "owner");

    private final ApiTokens tokens;
    private final FreshProof fresh;

    PeopleTokenApi(ApiTokens tokens, FreshProof fresh) {
        this.tokens = tokens;
        this.fresh = fresh;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", TOKENS);
    }

    @Needs(Permission.SEE_PEOPLE)
    @Operation(summary = "Lists everybody's tokens")
    @GetMapping("/api/v1/people/tokens")
    ResponseEntity<Listing<TokenItem>> list(ListRequest request) {
        ListPlan<ApiTokens.Row> plan = request.plan(TOKENS);
        return plan.answer(plan.of(tokens.all()), tokens::item);
    }

    @Needs(Permission.SEE_PEOPLE)
    @Operation(summary = "Tells about anybody's token")
    @GetMapping("/api/v1/people/tokens/{id}")
    ResponseEntity<TokenItem> one(@PathVariable long id) {
        TokenItem item = item(id);
        return ResponseEntity.ok().eTag(Etags.of(item)).body(item);
    }

    private TokenItem item(long id) {
        return tokens.find(id).map(tokens::item).orElseThrow(() -> missing(id));
    }

    @Needs(Permission.MANAGE_PEOPLE)
    @Operation(summary = "Revokes anybody's token, and those that were made with it")
    @DeleteMapping("/api/v1/people/tokens/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(
            Viewer viewer,
            Authentication who,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        fresh.require(who);
        Etags.require(ifMatch, Etags.of(item(id)));
        if (!tokens.revoke(viewer.actor(), id)) {
            throw missing(id);
        }
    }

    private static NotFoundException missing(long id) {
        return new NotFoundException("There is no token with the number " + id + ".");
    }
}
