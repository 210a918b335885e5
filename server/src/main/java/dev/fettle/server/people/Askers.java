package dev.fettle.server.people;

import dev.fettle.server.access.ClientNetwork;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Knows for the thread of a request who wants a password hashed. */
@Component
final class Askers {
    private static final FewAtOnce.Asker THIS_SERVER = new FewAtOnce.Asker("", true);

    private final BrowserMark marks;
    private final SignInBrake brake;

    Askers(BrowserMark marks, SignInBrake brake) {
        this.marks = marks;
        this.brake = brake;
    }

    FewAtOnce.Asker now() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? of(attributes.getRequest())
                : THIS_SERVER;
    }

    private FewAtOnce.Asker of(HttpServletRequest request) {
        String mark = marks.of(request);
        return !mark.isEmpty() && brake.knows(mark)
                ? new FewAtOnce.Asker("browser " + mark, true)
                : new FewAtOnce.Asker(
                        ClientNetwork.behindProxy(request)
                                .map(network -> "from " + network)
                                .orElse(""),
                        false);
    }
}
