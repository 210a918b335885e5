package dev.fettle.server.people;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** What one proves oneself with beside a password: the app and its recovery codes, and passkeys. */
@Controller
final class FactorPages {
    private final OwnAccount account;
    private final SignInRules rules;
    private final SecondFactors factors;
    private final PasskeyNotes passkeyNotes;
    private final Entrance entrance;
    private final Pages pages;

    FactorPages(
            OwnAccount account,
            SignInRules rules,
            SecondFactors factors,
            PasskeyNotes passkeyNotes,
            Entrance entrance,
            Pages pages) {
        this.account = account;
        this.rules = rules;
        this.factors = factors;
        this.passkeyNotes = passkeyNotes;
        this.entrance = entrance;
        this.pages = pages;
    }

    /** @param mistake a sentence on what was wrong with the last try; empty at the first */
    private Page setUp(Person person, HttpServletRequest request, String mistake) {
        return pages.of(
                "account/set-up",
                new SecondStepPages.SetUp(
                        "/account/app",
                        SecondStepPages.Pending.of(factors, person, request).setup(),
                        mistake));
    }

    @Needs(Permission.OWN_ACCOUNT)
    @GetMapping("/account/app")
    View setUp(Authentication who, HttpServletRequest request) {
        Person person = account.self(who);
        boolean can = person.isLocal() && !person.factors().totp();
        if (can && !rules.isRecent(who)) {
            return new RedirectView("/confirm?to=/account/app");
        }
        return can ? setUp(person, request, "") : new RedirectView("/account");
    }

    @Needs(Permission.OWN_ACCOUNT)
    @PostMapping("/account/app")
    View setUp(
            @RequestParam(defaultValue = "") String code,
            Viewer viewer,
            Authentication who,
            HttpServletRequest request,
            HttpServletResponse response) {
        Person person = account.self(who);
        if (!person.isLocal()) {
            return new RedirectView("/account");
        }
        byte[] sealed = SecondStepPages.Pending.of(factors, person, request).sealed();
        return switch (factors.confirm(viewer.actor(), person, sealed, code)) {
            case SecondFactors.Outcome.Done(List<String> codes) -> {
                request.getSession().removeAttribute(SecondFactors.PENDING);
                entrance.add(who, SignInRules.TOTP, request, response);
                yield pages.of("account/codes", new SecondStepPages.Codes(codes, "/account"));
            }
            case SecondFactors.Outcome.Refused(String why) -> setUp(person, request, why);
        };
    }

    @Needs(Permission.OWN_ACCOUNT)
    @PostMapping("/account/app/remove")
    View removeApp(Viewer viewer, Authentication who, HttpServletRequest request) {
        return switch (factors.removeTotp(viewer.actor(), account.self(who))) {
            case SecondFactors.Outcome.Done _ -> new RedirectView("/account?done=app-removed");
            case SecondFactors.Outcome.Refused(String why) -> account.page(who, request, "", why);
        };
    }

    @Needs(Permission.OWN_ACCOUNT)
    @PostMapping("/account/recovery-codes")
    View renewRecoveryCodes(Viewer viewer, Authentication who, HttpServletRequest request) {
        return switch (factors.renewRecoveryCodes(viewer.actor(), account.self(who))) {
            case SecondFactors.Outcome.Done(List<String> codes) ->
                pages.of("account/codes", new SecondStepPages.Codes(codes, "/account"));
            case SecondFactors.Outcome.Refused(String why) -> account.page(who, request, "", why);
        };
    }

    @Needs(Permission.OWN_ACCOUNT)
    @PostMapping("/account/passkeys/remove")
    View removePasskey(
            @RequestParam(defaultValue = "") String id, Viewer viewer, Authentication who, HttpServletRequest request) {
        return switch (passkeyNotes.remove(viewer.actor(), account.self(who), id)) {
            case REMOVED -> new RedirectView("/account?done=passkey-removed");
            case NOT_THERE -> throw new NotFoundException("You have no such passkey.");
            case LAST_FACTOR ->
                account.page(
                        who,
                        request,
                        "",
                        "This server asks everybody for a second factor. Set up an authenticator app, or add another"
                                + " passkey, before you remove this one.");
        };
    }
}
