package dev.fettle.server.people;

import dev.fettle.core.access.Permission;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** One's own account: what one proves oneself with, and where one is signed in. */
@Controller
public final class AccountPages {
    private final SignInRules rules;
    private final PersonStore people;
    private final GrantStore grants;
    private final PasskeyStore passkeys;
    private final PasskeyNotes passkeyNotes;
    private final PasskeySite site;
    private final SecondFactors factors;
    private final Sessions sessions;
    private final ConfirmPages confirm;
    private final PasswordEncoder passwords;
    private final Entrance entrance;
    private final Provider provider;
    private final Audit audit;
    private final TransactionTemplate transaction;
    private final Pages pages;

    AccountPages(
            SignInRules rules,
            PersonStore people,
            GrantStore grants,
            PasskeyStore passkeys,
            PasskeyNotes passkeyNotes,
            PasskeySite site,
            SecondFactors factors,
            Sessions sessions,
            ConfirmPages confirm,
            PasswordEncoder passwords,
            Entrance entrance,
            Provider provider,
            Audit audit,
            PlatformTransactionManager transactions,
            Pages pages) {
        this.rules = rules;
        this.people = people;
        this.grants = grants;
        this.passkeys = passkeys;
        this.passkeyNotes = passkeyNotes;
        this.site = site;
        this.factors = factors;
        this.sessions = sessions;
        this.confirm = confirm;
        this.passwords = passwords;
        this.entrance = entrance;
        this.provider = provider;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
        this.pages = pages;
    }

    /**
     * @param recent whether things may be changed now, without proving once more who one is
     * @param provider at which the person signs in; empty for an account of this server
     * @param obstacle why no passkeys can be used; empty if they can
     * @param origin where pages with passkeys have to be opened
     * @param done what was just done; empty if nothing was
     * @param mistake what was wrong; empty if nothing was
     */
    public record Account(
            Person person,
            List<String> roles,
            boolean recent,
            boolean secondRequired,
            String provider,
            List<Passkey> passkeys,
            String obstacle,
            String origin,
            List<Sessions.Row> sessions,
            int shortest,
            String done,
            String mistake) {}

    private Person self(Authentication who) {
        return rules.find(who).person().orElseThrow(() -> new NotFoundException("Your account is not there any more."));
    }

    @Needs(Permission.OWN_ACCOUNT)
    @GetMapping("/account")
    View account(@RequestParam(defaultValue = "") String done, Authentication who, HttpServletRequest request) {
        return account(who, request, done(done), "");
    }

    private static String done(String what) {
        return switch (what) {
            case "password" -> "The password is changed, and you are signed out everywhere else.";
            case "app-removed" -> "The authenticator app and the recovery codes are removed.";
            case "passkey" -> "The passkey is added.";
            case "passkey-removed" -> "The passkey is removed.";
            case "session" -> "That session is ended.";
            case "sessions" -> "You are signed out everywhere else.";
            default -> "";
        };
    }

    private Page account(Authentication who, HttpServletRequest request, String done, String mistake) {
        Person person = self(who);
        return pages.of(
                "account/account",
                new Account(
                        person,
                        grants.of(person.id()).grants().stream()
                                .map(GrantText::of)
                                .toList(),
                        rules.isRecent(who),
                        rules.isSecondRequired(),
                        person.isLocal() ? "" : provider.name().orElse(""),
                        passkeys.of(person.id()),
                        site.obstacle().orElse(""),
                        site.origin(),
                        sessions.of(person, request.getSession().getId()),
                        PasswordRules.SHORTEST,
                        done,
                        mistake));
    }

    @Needs(Permission.OWN_ACCOUNT)
    @PostMapping("/account/password")
    View changePassword(
            @RequestParam(defaultValue = "") String present,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String repeated,
            Viewer viewer,
            Authentication who,
            HttpServletRequest request,
            HttpServletResponse response) {
        Person person = self(who);
        Optional<String> wrong = confirm.mistake(person, present, request);
        String fault = wrong.orElseGet(() -> PasswordRules.fault(person.name(), password, repeated));
        if (!fault.isEmpty()) {
            return account(who, request, "", fault);
        }
        String hash = passwords.encode(password);
        transaction.executeWithoutResult(_ -> {
            people.setPassword(person.id(), hash);
            sessions.signOut(person);
            audit.append(viewer.actor(), Deed.of("password.changed", SignInTrail.subject(person)));
        });
        stayHere(person, who, request, response);
        return new RedirectView("/account?done=password");
    }

    /** Everybody who is signed in as this person is not any more, but for this session. */
    private void stayHere(Person person, Authentication who, HttpServletRequest request, HttpServletResponse response) {
        sessions.sweepOthers(person, request.getSession().getId());
        entrance.renew(who, request, response);
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
        Person person = self(who);
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
        Person person = self(who);
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
        return switch (factors.removeTotp(viewer.actor(), self(who))) {
            case SecondFactors.Outcome.Done _ -> new RedirectView("/account?done=app-removed");
            case SecondFactors.Outcome.Refused(String why) -> account(who, request, "", why);
        };
    }

    @Needs(Permission.OWN_ACCOUNT)
    @PostMapping("/account/recovery-codes")
    View renewRecoveryCodes(Viewer viewer, Authentication who, HttpServletRequest request) {
        return switch (factors.renewRecoveryCodes(viewer.actor(), self(who))) {
            case SecondFactors.Outcome.Done(List<String> codes) ->
                pages.of("account/codes", new SecondStepPages.Codes(codes, "/account"));
            case SecondFactors.Outcome.Refused(String why) -> account(who, request, "", why);
        };
    }

    @Needs(Permission.OWN_ACCOUNT)
    @PostMapping("/account/passkeys/remove")
    View removePasskey(
            @RequestParam(defaultValue = "") String id, Viewer viewer, Authentication who, HttpServletRequest request) {
        return switch (passkeyNotes.remove(viewer.actor(), self(who), id)) {
            case REMOVED -> new RedirectView("/account?done=passkey-removed");
            case NOT_THERE -> throw new NotFoundException("You have no such passkey.");
            case LAST_FACTOR ->
                account(
                        who,
                        request,
                        "",
                        "This server asks everybody for a second factor. Set up an authenticator app, or add another"
                                + " passkey, before you remove this one.");
        };
    }

    @Needs(Permission.OWN_ACCOUNT)
    @PostMapping("/account/sessions/end")
    View endSession(@RequestParam(defaultValue = "") String handle, Viewer viewer, Authentication who) {
        if (!sessions.end(viewer.actor(), self(who), handle)) {
            throw new NotFoundException("You have no such session; it may have ended by itself.");
        }
        return new RedirectView("/account?done=session");
    }

    @Needs(Permission.OWN_ACCOUNT)
    @PostMapping("/account/sessions/end-others")
    View endOtherSessions(Viewer viewer, Authentication who, HttpServletRequest request, HttpServletResponse response) {
        Person person = self(who);
        transaction.executeWithoutResult(_ -> {
            sessions.signOut(person);
            audit.append(viewer.actor(), Deed.of("session.all-ended", SignInTrail.subject(person)));
        });
        stayHere(person, who, request, response);
        return new RedirectView("/account?done=sessions");
    }
}
