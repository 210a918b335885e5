package dev.fettle.server.people;

import dev.fettle.core.access.Permission;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.web.NotFoundException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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

/** One's own account: its password, and where one is signed in. */
@Controller
final class AccountPages {
    private final OwnAccount account;
    private final PersonStore people;
    private final Sessions sessions;
    private final ConfirmPages confirm;
    private final PasswordEncoder passwords;
    private final Entrance entrance;
    private final Audit audit;
    private final TransactionTemplate transaction;

    AccountPages(
            OwnAccount account,
            PersonStore people,
            Sessions sessions,
            ConfirmPages confirm,
            PasswordEncoder passwords,
            Entrance entrance,
            Audit audit,
            PlatformTransactionManager transactions) {
        this.account = account;
        this.people = people;
        this.sessions = sessions;
        this.confirm = confirm;
        this.passwords = passwords;
        this.entrance = entrance;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Needs(Permission.OWN_ACCOUNT)
    @GetMapping("/account")
    View account(@RequestParam(defaultValue = "") String done, Authentication who, HttpServletRequest request) {
        return account.page(who, request, done(done), "");
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
        Person person = account.self(who);
        Optional<String> wrong = confirm.mistake(person, present, request);
        String fault = wrong.orElseGet(() -> PasswordRules.fault(person.name(), password, repeated));
        if (!fault.isEmpty()) {
            return account.page(who, request, "", fault);
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

    @Needs(Permission.OWN_ACCOUNT)
    @PostMapping("/account/sessions/end")
    View endSession(@RequestParam(defaultValue = "") String handle, Viewer viewer, Authentication who) {
        if (!sessions.end(viewer.actor(), account.self(who), handle)) {
            throw new NotFoundException("You have no such session; it may have ended by itself.");
        }
        return new RedirectView("/account?done=session");
    }

    @Needs(Permission.OWN_ACCOUNT)
    @PostMapping("/account/sessions/end-others")
    View endOtherSessions(Viewer viewer, Authentication who, HttpServletRequest request, HttpServletResponse response) {
        Person person = account.self(who);
        transaction.executeWithoutResult(_ -> {
            sessions.signOut(person);
            audit.append(viewer.actor(), Deed.of("session.all-ended", SignInTrail.subject(person)));
        });
        stayHere(person, who, request, response);
        return new RedirectView("/account?done=sessions");
    }
}
