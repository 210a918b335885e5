package dev.fettle.server.people;

import dev.fettle.server.access.Open;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Signing in, and setting the first password. */
@Controller
public final class SignInPages {
    private final FirstPassword firstPassword;
    private final SignIns signIns;
    private final Pages pages;

    SignInPages(FirstPassword firstPassword, SignIns signIns, Pages pages) {
        this.firstPassword = firstPassword;
        this.signIns = signIns;
        this.pages = pages;
    }

    /**
     * @param failed whether a name and password were just refused
     * @param minutes after which another try may be made; 0 if at once
     */
    public record SignIn(boolean failed, int minutes, boolean signedOut) {}

    @Open(because = "it is the way in")
    @GetMapping("/sign-in")
    View signIn(
            @RequestParam(required = false) String error,
            @RequestParam(defaultValue = "0") int wait,
            @RequestParam(required = false) String out) {
        if (firstPassword.isDue()) {
            return new RedirectView("/welcome");
        }
        return pages.of("people/sign-in", new SignIn(error != null, Math.clamp(wait, 0, 5), out != null));
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
                ? pages.of("people/welcome", new Welcome("", "admin", "", FirstPassword.SHORTEST))
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
        return switch (firstPassword.set(code, name, password, repeated)) {
            case FirstPassword.Outcome.Set(String person) -> {
                signIns.signIn(person, request, response);
                yield new RedirectView("/");
            }
            case FirstPassword.Outcome.Refused(String why) -> again(code, name, why);
            case FirstPassword.Outcome.TooLate _ -> new RedirectView("/sign-in");
        };
    }

    private Page again(String code, String name, String why) {
        return pages.of("people/welcome", new Welcome(code, name, why, FirstPassword.SHORTEST));
    }
}
