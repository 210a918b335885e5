package dev.fettle.server.people;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Proving once more who one is, before something that only that very person should do. */
@Controller
public final class ConfirmPages {
    private final SignInRules rules;
    private final PasswordEncoder passwords;
    private final Entrance entrance;
    private final SignInBrake brake;
    private final SignInTrail trail;
    private final BrowserMark marks;
    private final PasskeySite site;
    private final Provider provider;
    private final Pages pages;

    ConfirmPages(
            SignInRules rules,
            PasswordEncoder passwords,
            Entrance entrance,
            SignInBrake brake,
            SignInTrail trail,
            BrowserMark marks,
            PasskeySite site,
            Provider provider,
            Pages pages) {
        this.rules = rules;
        this.passwords = passwords;
        this.entrance = entrance;
        this.brake = brake;
        this.trail = trail;
        this.marks = marks;
        this.site = site;
        this.provider = provider;
        this.pages = pages;
    }

    /**
     * @param password whether the person has one
     * @param passkeys where pages with passkeys have to be opened; empty if the person has none
     * @param provider what it is called; empty unless the person signs in there
     * @param mistake a sentence on what was wrong with the last try; empty at the first
     */
    public record Confirm(boolean password, String passkeys, String provider, String mistake) {}

    @Needs(Permission.OWN_ACCOUNT)
    @GetMapping("/confirm")
    View confirm(@RequestParam(defaultValue = "/account") String to, Authentication who, HttpServletRequest request) {
        request.getSession().setAttribute(Entrance.BACK, WithinThisSite.path(to));
        return rules.find(who).person().<View>map(person -> again(person, "")).orElseGet(() -> new RedirectView("/"));
    }

    private Page again(Person person, String mistake) {
        boolean passkeys = person.factors().passkeys() > 0 && site.obstacle().isEmpty();
        return pages.of(
                "account/confirm",
                new Confirm(
                        person.passwordHash().isPresent(),
                        passkeys ? site.origin() : "",
                        person.isLocal() ? "" : provider.name().orElse(""),
                        mistake));
    }

    @Needs(Permission.OWN_ACCOUNT)
    @PostMapping("/confirm")
    View confirm(
            @RequestParam(defaultValue = "") String password,
            Authentication who,
            HttpServletRequest request,
            HttpServletResponse response) {
        Optional<Person> found = rules.find(who).person();
        if (found.isEmpty()) {
            return new RedirectView("/");
        }
        Person person = found.get();
        Optional<String> mistake = mistake(person, password, request);
        if (mistake.isPresent()) {
            return again(person, mistake.get());
        }
        SignInRules.State state = entrance.add(who, FactorGrantedAuthority.PASSWORD_AUTHORITY, request, response);
        return new RedirectView(entrance.way(state, request, response));
    }

    /** What is wrong with the password of somebody who is signed in; empty if it is right. */
    Optional<String> mistake(Person person, String password, HttpServletRequest request) {
        SignInBrake.Try one = marks.details(request).trying(SignInBrake.What.PASSWORD, person.name());
        try {
            brake.begin(one);
        } catch (SignInBrake.TooManyTries many) {
            return Optional.of(SignInPages.tooMany(many.minutes()));
        }
        if (!isRight(person, password, one)) {
            trail.refused(person.name(), "wrong password", request);
            return Optional.of("This is not your password. Try again.");
        }
        brake.succeeded(one);
        return Optional.empty();
    }

    private boolean isRight(Person person, String password, SignInBrake.Try one) {
        try {
            return person.passwordHash().isPresent()
                    && passwords.matches(password, person.passwordHash().get());
        } catch (Busy busy) {
            brake.undo(one);
            throw busy;
        }
    }
}
