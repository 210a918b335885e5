package dev.fettle.server.people;

import dev.fettle.core.audit.Actor;
import dev.fettle.server.access.Open;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** What follows a right password: the second factor, or setting one up where the settings ask for it. */
@Controller
public final class SecondStepPages {
    private final SignInRules rules;
    private final SecondFactors factors;
    private final Entrance entrance;
    private final SignInBrake brake;
    private final SignInTrail trail;
    private final BrowserMark marks;
    private final PasskeySite site;
    private final Pages pages;

    SecondStepPages(
            SignInRules rules,
            SecondFactors factors,
            Entrance entrance,
            SignInBrake brake,
            SignInTrail trail,
            BrowserMark marks,
            PasskeySite site,
            Pages pages) {
        this.rules = rules;
        this.factors = factors;
        this.entrance = entrance;
        this.brake = brake;
        this.trail = trail;
        this.marks = marks;
        this.site = site;
        this.pages = pages;
    }

    /**
     * @param person whose password was right
     * @param passkeys where pages with passkeys have to be opened; empty if the person has none
     * @param mistake a sentence on what was wrong with the last try; empty at the first
     */
    public record Code(String person, boolean totp, String passkeys, String mistake) {}

    private static @Nullable Authentication present() {
        return SecurityContextHolder.getContext().getAuthentication();
    }

    /** Whose second step this is; empty if it is nobody's. */
    private Optional<Person> whose(SignInRules.State step) {
        SignInRules.Found found = rules.find(present());
        return found.state() == step ? found.person() : Optional.empty();
    }

    @Open(because = "it shows nothing but who has just given the password")
    @GetMapping("/sign-in/code")
    View code() {
        return whose(SignInRules.State.NEEDS_SECOND)
                .<View>map(person -> codeAgain(person, ""))
                .orElseGet(() -> new RedirectView("/"));
    }

    private Page codeAgain(Person person, String mistake) {
        boolean passkeys = person.factors().passkeys() > 0 && site.obstacle().isEmpty();
        return pages.of(
                "people/code",
                new Code(person.name(), person.factors().totp(), passkeys ? site.origin() : "", mistake));
    }

    @Open(because = "it needs the session of who has just given the password")
    @PostMapping("/sign-in/code")
    View code(@RequestParam(defaultValue = "") String code, HttpServletRequest request, HttpServletResponse response) {
        Authentication before = present();
        Optional<Person> whose = whose(SignInRules.State.NEEDS_SECOND);
        if (whose.isEmpty() || before == null) {
            return new RedirectView("/");
        }
        Person person = whose.get();
        SignInBrake.Try one = marks.details(request).trying(SignInBrake.What.CODE, person.name());
        SignInBrake.Begun begun;
        try {
            begun = brake.begin(one);
        } catch (SignInBrake.TooManyTries many) {
            return codeAgain(person, SignInPages.tooMany(many.minutes()));
        }
        return switch (factors.use(SignInTrail.self(person.name(), request), person, code)) {
            case RIGHT -> {
                brake.succeeded(begun);
                SignInRules.State state = entrance.add(before, SignInRules.TOTP, request, response);
                yield new RedirectView(entrance.way(state, request, response));
            }
            case WRONG -> {
                trail.refused(person.name(), "wrong code", request);
                yield codeAgain(
                        person,
                        "This code is not right, or it was used before. Type the one that the app shows now, or a"
                                + " recovery code.");
            }
            case UNREADABLE ->
                codeAgain(
                        person,
                        "This server cannot read your second factor: the key file people.key is not the one with which it"
                                + " was set up. Use a recovery code, or ask an administrator to reset your account.");
        };
    }

    /**
     * @param action where the code is sent to
     * @param mistake a sentence on what was wrong with the last try; empty at the first
     */
    public record SetUp(String action, SecondFactors.Setup setup, String mistake) {}

    @Open(because = "it needs the session of who has just given the password and has no second factor")
    @GetMapping("/sign-in/set-up")
    View setUp(HttpServletRequest request) {
        return whose(SignInRules.State.NEEDS_SET_UP)
                .<View>map(person -> setUpAgain(person, request, ""))
                .orElseGet(() -> new RedirectView("/"));
    }

    private Page setUpAgain(Person person, HttpServletRequest request, String mistake) {
        return pages.of(
                "people/set-up",
                new SetUp("/sign-in/set-up", pending(person, request).setup(), mistake));
    }

    /** @param recoveryCodes to be shown this once */
    public record Codes(List<String> recoveryCodes, String onwards) {}

    @Open(because = "it needs the session of who has just given the password and has no second factor")
    @PostMapping("/sign-in/set-up")
    View setUp(@RequestParam(defaultValue = "") String code, HttpServletRequest request, HttpServletResponse response) {
        Authentication before = present();
        Optional<Person> whose = whose(SignInRules.State.NEEDS_SET_UP);
        if (whose.isEmpty() || before == null) {
            return new RedirectView("/");
        }
        Person person = whose.get();
        Actor actor = SignInTrail.self(person.name(), request);
        return switch (factors.confirm(actor, person, pending(person, request).sealed(), code)) {
            case SecondFactors.Outcome.Done(List<String> codes) -> {
                request.getSession().removeAttribute(SecondFactors.PENDING);
                SignInRules.State state = entrance.add(before, SignInRules.TOTP, request, response);
                yield pages.of("people/codes", new Codes(codes, entrance.way(state, request, response)));
            }
            case SecondFactors.Outcome.Refused(String why) -> setUpAgain(person, request, why);
        };
    }

    private Pending pending(Person person, HttpServletRequest request) {
        return Pending.of(factors, person, request);
    }

    /** The secret that a session is setting up. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pending(byte[] sealed, SecondFactors.Setup setup) {
        static Pending of(SecondFactors factors, Person person, HttpServletRequest request) {
            if (request.getSession().getAttribute(SecondFactors.PENDING) instanceof byte[] known) {
                Optional<SecondFactors.Setup> setup = factors.setup(person, known);
                if (setup.isPresent()) {
                    return new Pending(known, setup.get());
                }
            }
            byte[] fresh = factors.fresh(person);
            request.getSession().setAttribute(SecondFactors.PENDING, fresh);
            return new Pending(fresh, factors.setup(person, fresh).orElseThrow());
        }
    }
}
