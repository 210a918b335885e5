package dev.fettle.server.people;

import dev.fettle.core.access.Grant;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** The page of somebody's own account, as things are now. */
@Component
public final class OwnAccount {
    private static final int NAMED = 3;

    private final SignInRules rules;
    private final GrantStore grants;
    private final PasskeyStore passkeys;
    private final PasskeySite site;
    private final Sessions sessions;
    private final Provider provider;
    private final Pages pages;

    OwnAccount(
            SignInRules rules,
            GrantStore grants,
            PasskeyStore passkeys,
            PasskeySite site,
            Sessions sessions,
            Provider provider,
            Pages pages) {
        this.rules = rules;
        this.grants = grants;
        this.passkeys = passkeys;
        this.site = site;
        this.sessions = sessions;
        this.provider = provider;
        this.pages = pages;
    }

    /**
     * @param noRole what to do about having none, in sentences; empty if there is one
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
            String noRole,
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

    /** Whose it is. */
    Person self(Authentication who) {
        return rules.find(who).person().orElseThrow(() -> new NotFoundException("Your account is not there any more."));
    }

    Page page(Authentication who, HttpServletRequest request) {
        return page(who, request, "", "");
    }

    /**
     * @param done what was just done; empty if nothing was
     * @param mistake what was wrong; empty if nothing was
     */
    Page page(Authentication who, HttpServletRequest request, String done, String mistake) {
        Person person = self(who);
        List<Grant> given = grants.of(person.id()).grants();
        return pages.of(
                "account/account",
                new Account(
                        person,
                        given.stream().map(GrantText::of).toList(),
                        given.isEmpty() ? noRole(person) : "",
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

    private String noRole(Person person) {
        List<String> names = grants.administrators(NAMED);
        String whom = names.isEmpty() ? "an administrator" : "an administrator (" + String.join(", ", names) + ")";
        return "You have no role yet, so you see nothing here but your own account. Ask " + whom
                + (person.isLocal()
                        ? " to give you one."
                        : " to give a role to one of your groups at "
                                + provider.name().orElse("the provider") + ".");
    }
}
