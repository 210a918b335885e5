package dev.fettle.server.people;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.Etags;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.Listing;
import dev.fettle.wire.MadeToken;
import dev.fettle.wire.NewToken;
import dev.fettle.wire.TokenItem;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** One's own tokens, for programs. */
@RestController
final class TokenApi implements ListedRoutes {
    private static final Fields<ApiTokens.Row> TOKENS = Fields.<ApiTokens.Row>builder()
            .whole("id", ApiTokens.Row::id, "")
            .sortedText("name", ApiTokens.Row::name, "")
            .sortedInstant("expiresAt", ApiTokens.Row::expires, "")
            .flag("revoked", row -> row.revoked().isPresent(), "")
            .build("id", "name");

    private final ApiTokens tokens;
    private final PersonStore people;
    private final SignInRules rules;
    private final FreshProof fresh;
    private final Clock clock;

    TokenApi(ApiTokens tokens, PersonStore people, SignInRules rules, FreshProof fresh, Clock clock) {
        this.tokens = tokens;
        this.people = people;
        this.rules = rules;
        this.fresh = fresh;
        this.clock = clock;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", TOKENS);
    }

    private Person self(Authentication who) {
        return (who instanceof TokenAuthentication token
                        ? people.find(token.person())
                        : rules.find(who).person())
                .orElseThrow(() -> new NotFoundException("The account is not there any more."));
    }

    @Needs(Permission.OWN_ACCOUNT)
    @Operation(summary = "Lists one's own tokens")
    @GetMapping("/api/v1/tokens")
    ResponseEntity<Listing<TokenItem>> list(Authentication who, ListRequest request) {
        ListPlan<ApiTokens.Row> plan = request.plan(TOKENS);
        return plan.answer(plan.of(tokens.of(self(who))), tokens::item);
    }

    @Needs(Permission.OWN_ACCOUNT)
    @Operation(summary = "Tells about one of one's own tokens")
    @GetMapping("/api/v1/tokens/{id}")
    ResponseEntity<TokenItem> one(Authentication who, @PathVariable long id) {
        TokenItem item = own(who, id);
        return ResponseEntity.ok().eTag(Etags.of(item)).body(item);
    }

    private TokenItem own(Authentication who, long id) {
        return tokens.of(self(who)).stream()
                .filter(row -> row.id() == id)
                .findFirst()
                .map(tokens::item)
                .orElseThrow(() -> new NotFoundException("You have no token with the number " + id + "."));
    }

    /** The answer is not to be kept by anybody, nor for a repeated request. */
    @Needs(Permission.OWN_ACCOUNT)
    @Operation(summary = "Makes a token, which is told this once")
    @PostMapping("/api/v1/tokens")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<MadeToken> make(Viewer viewer, Authentication who, @RequestBody NewToken sent) {
        Checks checks = new Checks();
        String name = checks.there("/name", sent.name(), "").strip();
        List<Grant> wanted = GrantText.parse(checks, checks.there("/roles", sent.roles(), List.of()));
        checks.that(sent.days() >= 1 && sent.days() <= ApiTokens.LONGEST, "/days", "1 to 365 days are expected.");
        checks.end();
        requireRight(who, sent.days());
        return switch (tokens.make(viewer.actor(), self(who), viewer.access(), name, wanted, sent.days(), shown(who))) {
            case ApiTokens.Outcome.Made(String token, Instant expires) ->
                ResponseEntity.status(HttpStatus.CREATED)
                        .cacheControl(CacheControl.noStore())
                        .body(new MadeToken(name, token, expires));
            case ApiTokens.Outcome.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
        };
    }

    /** The token with which a request is made; empty in a session. */
    private static Optional<Long> shown(Authentication who) {
        return who instanceof TokenAuthentication token ? Optional.of(token.token()) : Optional.empty();
    }

    /** A session has to be fresh for it; and no token outlives the one that it was made with. */
    private void requireRight(Authentication who, int days) {
        fresh.require(who);
        if (!(who instanceof TokenAuthentication token)) {
            return;
        }
        Instant until = clock.instant().plus(Duration.ofDays(days));
        boolean outlives = tokens.of(self(who)).stream()
                .filter(row -> row.id() == token.token())
                .anyMatch(row -> until.isAfter(row.expires()));
        if (outlives) {
            throw new ApiFault(
                    ProblemKind.INVALID,
                    "A token that is made with another ends no later than that one. Choose fewer days, or make it on the"
                            + " page of your account.");
        }
    }

    @Needs(Permission.OWN_ACCOUNT)
    @Operation(summary = "Revokes one of one's own tokens")
    @DeleteMapping("/api/v1/tokens/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(
            Viewer viewer,
            Authentication who,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        fresh.require(who);
        Etags.require(ifMatch, Etags.of(own(who, id)));
        if (who instanceof TokenAuthentication token && !tokens.mayRevoke(token, id)) {
            throw new ApiFault(
                    ProblemKind.FORBIDDEN,
                    "A token revokes itself and those that were made with it. Revoke others on the page of your account.");
        }
        if (!tokens.revokeOwn(viewer.actor(), self(who), id)) {
            throw new NotFoundException("You have no token with the number " + id + ".");
        }
    }

    @Needs(Permission.OWN_ACCOUNT)
    @Operation(summary = "Revokes the token with which this request is made")
    @DeleteMapping("/api/v1/me/token")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeThis(Viewer viewer, Authentication who) {
        if (!(who instanceof TokenAuthentication token)
                || !tokens.revokeOwn(viewer.actor(), self(who), token.token())) {
            throw new ApiFault(ProblemKind.CONFLICT, "This request was made without a token.");
        }
    }
}
