package dev.fettle.server.people;

import dev.fettle.core.access.Access;
import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Scope;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** API tokens: one's own, and for administrators everybody's. */
@Controller
public final class TokenPages {
    private final ApiTokens tokens;
    private final SignInRules rules;
    private final Pages pages;

    TokenPages(ApiTokens tokens, SignInRules rules, Pages pages) {
        this.tokens = tokens;
        this.rules = rules;
        this.pages = pages;
    }

    /** @param roles what it was given */
    public record Shown(ApiTokens.Row token, String roles) {}

    /**
     * @param roles that one has, and can give to a token
     * @param name typed before
     * @param recent whether a token may be made now, without proving once more who one is
     */
    public record Own(
            List<Shown> tokens, List<String> roles, boolean recent, String name, String done, String mistake) {}

    private Person self(Authentication who) {
        return rules.find(who).person().orElseThrow(() -> new NotFoundException("Your account is not there any more."));
    }

    private List<Shown> shown(List<ApiTokens.Row> rows) {
        return rows.stream()
                .map(row -> new Shown(row, GrantText.of(tokens.access(row).grants())))
                .toList();
    }

    @Needs(Permission.OWN_ACCOUNT)
    @GetMapping("/account/tokens")
    View own(@RequestParam(defaultValue = "") String done, Viewer viewer, Authentication who) {
        return own(viewer.access(), who, "", done.isEmpty() ? "" : "The token is revoked.", "");
    }

    private Page own(Access access, Authentication who, String name, String done, String mistake) {
        List<String> roles = access.grants().stream().map(GrantText::of).toList();
        return pages.of(
                "account/tokens",
                new Own(shown(tokens.of(self(who))), roles, rules.isRecent(who), name, done, mistake));
    }

    /** @param token the whole, this once */
    public record Made(String name, String token, Instant expires) {}

    @Needs(Permission.OWN_ACCOUNT)
    @PostMapping("/account/tokens")
    View make(
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") List<String> role,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String group,
            @RequestParam(defaultValue = "0") int days,
            Viewer viewer,
            Authentication who) {
        List<Grant> wanted;
        try {
            wanted = wanted(viewer.access(), role, kind, group.strip());
        } catch (IllegalArgumentException e) {
            return own(viewer.access(), who, name, "", String.valueOf(e.getMessage()));
        }
        return switch (tokens.make(viewer.actor(), self(who), viewer.access(), name.strip(), wanted, days)) {
            case ApiTokens.Outcome.Made(String token, Instant expires) ->
                pages.of("account/token", new Made(name.strip(), token, expires));
            case ApiTokens.Outcome.Refused(String why) -> own(viewer.access(), who, name, "", why);
        };
    }

    /** Of one's own roles those that were ticked, for all of their hosts or for one group. */
    private static List<Grant> wanted(Access own, List<String> ticked, String kind, String group) {
        List<Grant> chosen = own.grants().stream()
                .filter(grant -> ticked.contains(GrantText.of(grant)))
                .toList();
        if (kind.isEmpty()) {
            return chosen;
        }
        Scope narrow = new Scope.Groups(Set.of(HostGroup.parse(kind + ":" + group)));
        return chosen.stream()
                .map(grant -> new Grant(grant.role(), narrow))
                .distinct()
                .toList();
    }

    @Needs(Permission.OWN_ACCOUNT)
    @PostMapping("/account/tokens/revoke")
    View revokeOwn(@RequestParam(defaultValue = "0") long id, Viewer viewer, Authentication who) {
        if (!tokens.revokeOwn(viewer.actor(), self(who), id)) {
            throw new NotFoundException("You have no such token.");
        }
        return new RedirectView("/account/tokens?done=revoked");
    }

    /** @param manage whether the reader may revoke tokens */
    public record All(List<Shown> tokens, boolean manage, String done) {}

    @Needs(Permission.SEE_PEOPLE)
    @GetMapping("/settings/people/tokens")
    View all(@RequestParam(defaultValue = "") String done, Viewer viewer) {
        return pages.of(
                "persons/tokens",
                new All(
                        shown(tokens.all()),
                        viewer.access().allows(Permission.MANAGE_PEOPLE),
                        done.isEmpty() ? "" : "The token is revoked."));
    }

    @Needs(Permission.MANAGE_PEOPLE)
    @PostMapping("/settings/people/tokens/revoke")
    View revoke(@RequestParam(defaultValue = "0") long id, Viewer viewer) {
        if (!tokens.revoke(viewer.actor(), id)) {
            throw new NotFoundException("There is no such token.");
        }
        return new RedirectView("/settings/people/tokens?done=revoked");
    }
}
