package dev.fettle.server.people;

import dev.fettle.core.audit.Actor;
import dev.fettle.server.access.Open;
import dev.fettle.server.access.RequestId;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Signing in, and setting a password with a link. */
@Controller
public final class SignInPages {
    private final FirstPassword firstPassword;
    private final OneTimeLinks links;
    private final Entrance entrance;
    private final SignInBrake brake;
    private final SignInTrail trail;
    private final BrowserMark marks;
    private final PasskeySite site;
    private final Provider provider;
    private final Pages pages;

    SignInPages(
            FirstPassword firstPassword,
            OneTimeLinks links,
            Entrance entrance,
            SignInBrake brake,
            SignInTrail trail,
            BrowserMark marks,
            PasskeySite site,
            Provider provider,
            Pages pages) {
        this.firstPassword = firstPassword;
        this.links = links;
        this.entrance = entrance;
        this.brake = brake;
        this.trail = trail;
        this.marks = marks;
        this.site = site;
        this.provider = provider;
        this.pages = pages;
    }

    /**
     * @param failed whether a name and password were just refused
     * @param minutes after which another try may be made; 0 if at once
     * @param provider what the provider is called; empty if there is none
     * @param refusal why the provider's word was of no use, in a sentence; empty if it was not asked
     * @param passkeys where pages with passkeys have to be opened; empty if none can be used
     */
    public record SignIn(
            boolean failed, int minutes, boolean signedOut, String provider, String refusal, String passkeys) {}

    @Open(because = "it is the way in")
    @GetMapping("/sign-in")
    View signIn(
            @RequestParam(required = false) String error,
            @RequestParam(defaultValue = "0") int wait,
            @RequestParam(required = false) String out,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(name = "provider", defaultValue = "") String refused) {
        if (firstPassword.isDue()) {
            return new RedirectView("/welcome");
        }
        String name = provider.name().orElse("");
        return pages.of(
                "people/sign-in",
                new SignIn(
                        error != null,
                        Math.clamp(wait, 0, 30),
                        out != null || state.equals(ProviderSignOut.STATE),
                        name,
                        refusal(refused, name),
                        passkeyOrigin()));
    }

    private String passkeyOrigin() {
        return site.obstacle().isPresent() ? "" : site.origin();
    }

    private static String refusal(String why, String name) {
        return switch (why) {
            case "" -> "";
            case "down" ->
                "The provider (" + name
                        + ") does not answer as it should. Try again later, or sign in with a password if"
                        + " you have one; the server's log says more.";
            case "no-role" ->
                "The provider (" + name + ") knows you, but none of your groups there has a role here. Ask an"
                        + " administrator to give one of them a role in oidc.roles.";
            case "disabled" -> "An administrator has disabled your account here. Ask one of them if that is wrong.";
            default -> "The sign-in at the provider (" + name + ") did not come to its end. Begin it once more.";
        };
    }

    @Open(because = "it only leads to the provider")
    @GetMapping("/sign-in/provider")
    View toProvider(@RequestParam(required = false) String again) {
        if (provider.registration().isEmpty()) {
            return new RedirectView("/sign-in?provider=down");
        }
        String way = Provider.START + "/" + Provider.ID;
        return new RedirectView(again == null ? way : way + "?" + ProviderSignIn.AGAIN);
    }

    /**
     * @param code the code typed before; the page takes it from the link otherwise
     * @param mistake a sentence on what was wrong with the last try; empty at the first
     */
    public record Welcome(String code, String name, String mistake, int shortest) {}

    @Open(because = "only the code of the first start does anything here")
    @GetMapping("/welcome")
    View welcome() {
        return firstPassword.isDue()
                ? pages.of("people/welcome", new Welcome("", "admin", "", PasswordRules.SHORTEST))
                : new RedirectView("/sign-in");
    }

    @Open(because = "only the code of the first start does anything here")
    @PostMapping("/welcome")
    View setFirstPassword(
            @RequestParam(defaultValue = "") String code,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String repeated,
            HttpServletRequest request,
            HttpServletResponse response) {
        Optional<Long> wait = braked(request);
        if (wait.isPresent()) {
            return welcomeAgain(code, name, tooMany(wait.get()));
        }
        return switch (looked(request, () -> firstPassword.set(code, name, password, repeated, stranger(request)))) {
            case FirstPassword.Outcome.Set(String person) -> {
                letIn(request);
                SignInRules.State state =
                        entrance.begin(person, FactorGrantedAuthority.PASSWORD_AUTHORITY, request, response);
                yield new RedirectView(entrance.way(state, request, response));
            }
            case FirstPassword.Outcome.Refused(String why) -> welcomeAgain(code, name, why);
            case FirstPassword.Outcome.TooLate _ -> new RedirectView("/sign-in");
        };
    }

    private Page welcomeAgain(String code, String name, String why) {
        return pages.of("people/welcome", new Welcome(code, name, why, PasswordRules.SHORTEST));
    }

    /** @param mistake a sentence on what was wrong with the last try; empty at the first */
    public record SetPassword(String code, String mistake, int shortest) {}

    @Open(because = "only the code of a one-time link does anything here")
    @GetMapping("/set-password")
    View setPassword() {
        return pages.of("people/set-password", new SetPassword("", "", PasswordRules.SHORTEST));
    }

    @Open(because = "only the code of a one-time link does anything here")
    @PostMapping("/set-password")
    View setPassword(
            @RequestParam(defaultValue = "") String code,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String repeated,
            HttpServletRequest request,
            HttpServletResponse response) {
        Optional<Long> wait = braked(request);
        if (wait.isPresent()) {
            return passwordAgain(code, tooMany(wait.get()));
        }
        return switch (looked(request, () -> links.use(code, password, repeated, stranger(request)))) {
            case OneTimeLinks.Outcome.Set(String person) -> {
                letIn(request);
                SignInRules.State state =
                        entrance.begin(person, FactorGrantedAuthority.PASSWORD_AUTHORITY, request, response);
                yield new RedirectView(entrance.way(state, request, response));
            }
            case OneTimeLinks.Outcome.Refused(String why) -> {
                trail.refused("", "one-time link", request);
                yield passwordAgain(code, why);
            }
        };
    }

    private Page passwordAgain(String code, String why) {
        return pages.of("people/set-password", new SetPassword(code, why, PasswordRules.SHORTEST));
    }

    /** Minutes to wait, if there were too many codes from there. */
    private Optional<Long> braked(HttpServletRequest request) {
        try {
            brake.begin(marks.details(request).trying(SignInBrake.What.LINK, ""));
            return Optional.empty();
        } catch (SignInBrake.TooManyTries many) {
            return Optional.of(many.minutes());
        }
    }

    /** What was not looked at does not count. */
    private <T> T looked(HttpServletRequest request, Supplier<T> use) {
        try {
            return use.get();
        } catch (Busy busy) {
            brake.undo(marks.details(request).trying(SignInBrake.What.LINK, ""));
            throw busy;
        }
    }

    private void letIn(HttpServletRequest request) {
        brake.succeeded(marks.details(request).trying(SignInBrake.What.LINK, ""));
    }

    static String tooMany(long minutes) {
        return "There were too many tries. Wait " + minutes + (minutes == 1 ? " minute" : " minutes")
                + ", then try again.";
    }

    private static Actor stranger(HttpServletRequest request) {
        return Actor.person("somebody", "", request.getRemoteAddr(), RequestId.of(request));
    }
}
