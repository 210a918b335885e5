package dev.fettle.server.web;

import dev.fettle.core.access.Access;
import dev.fettle.core.access.Permission;
import dev.fettle.server.access.SeenBy;
import dev.fettle.server.access.SignedIn;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Makes the frame of each page from its request. */
@Component
final class FrameMaker {
    private final List<Notices> notices;
    private final KeptNotices kept;
    private final Assets assets;
    private final Version version;
    private final Clock clock;

    FrameMaker(List<Notices> notices, Assets assets, Version version, Clock clock) {
        this.notices = notices;
        this.kept = new KeptNotices(notices, clock);
        this.assets = assets;
        this.version = version;
        this.clock = clock;
    }

    Frame frame(HttpServletRequest request) {
        // Whoever has not signed in wholly is nobody yet.
        Optional<SignedIn> person = SeenBy.person(request);
        return new Frame(
                request.getRequestURI(),
                person.map(SignedIn::name).orElse(null),
                person.map(SignedIn::access).orElse(Access.NONE),
                csrf(request),
                told(person.map(SignedIn::access).orElse(Access.NONE)),
                assets,
                version.text(),
                clock.instant(),
                clock.getZone());
    }

    private List<String> told(Access access) {
        List<String> told = new ArrayList<>();
        notices.forEach(each -> told.addAll(each.toEverybody()));
        if (access.allows(Permission.SEE_SERVER)) {
            try {
                told.addAll(kept.now());
            } catch (DataAccessException | TransactionException _) {
                told.add("The database does not answer, so what is shown may be incomplete.");
            }
        }
        return told;
    }

    private static Frame.Csrf csrf(HttpServletRequest request) {
        return request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token
                ? new Frame.Csrf(token.getParameterName(), token.getHeaderName(), token.getToken())
                : new Frame.Csrf("_csrf", "X-CSRF-TOKEN", "");
    }
}
