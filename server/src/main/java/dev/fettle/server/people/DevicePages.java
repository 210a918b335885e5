package dev.fettle.server.people;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Where somebody approves the sign-in of a program. */
@Controller
public final class DevicePages {
    private static final String UNKNOWN = "No program waits with this code. It may have expired: codes are good for ten"
            + " minutes. Compare it with what the program shows.";

    private final DeviceSignIns devices;
    private final SignInRules rules;
    private final Pages pages;

    DevicePages(DeviceSignIns devices, SignInRules rules, Pages pages) {
        this.devices = devices;
        this.rules = rules;
        this.pages = pages;
    }

    /**
     * @param code typed before
     * @param name what the program calls itself; null before a code was entered
     * @param address from which it asked; may be empty
     * @param roles that one has, and can give to the program
     * @param recent whether one may decide now, without proving once more who one is
     */
    public record Device(
            String code,
            @Nullable String name,
            String address,
            List<String> roles,
            boolean recent,
            String done,
            String mistake) {}

    /** The short address that programs show. */
    @Needs(Permission.OWN_ACCOUNT)
    @GetMapping("/device")
    View device() {
        return new RedirectView("/account/device");
    }

    @Needs(Permission.OWN_ACCOUNT)
    @GetMapping("/account/device")
    Page enter(@RequestParam(defaultValue = "") String code, Viewer viewer, Authentication who) {
        return page(code.strip(), viewer, who, "");
    }

    private Page page(String code, Viewer viewer, Authentication who, String done) {
        Optional<DeviceStore.Waiting> waiting = done.isEmpty() ? devices.waiting(code) : Optional.empty();
        boolean unknown = done.isEmpty() && !code.isEmpty() && waiting.isEmpty();
        return pages.of(
                "account/device",
                new Device(
                        done.isEmpty() ? code : "",
                        waiting.map(DeviceStore.Waiting::name).orElse(null),
                        waiting.map(DeviceStore.Waiting::address).orElse(""),
                        viewer.access().grants().stream().map(GrantText::of).toList(),
                        rules.isRecent(who),
                        done,
                        unknown ? UNKNOWN : ""));
    }

    @Needs(Permission.OWN_ACCOUNT)
    @PostMapping("/account/device")
    Page decide(
            @RequestParam(defaultValue = "") String code,
            @RequestParam(defaultValue = "") String decision,
            @RequestParam(defaultValue = "") List<String> role,
            @RequestParam(defaultValue = "0") int days,
            Viewer viewer,
            Authentication who) {
        Optional<DeviceStore.Waiting> waiting = devices.waiting(code);
        Person person = rules.find(who)
                .person()
                .orElseThrow(() -> new NotFoundException("Your account is not there any more."));
        if (waiting.isEmpty()) {
            return page(code, viewer, who, "");
        }
        if (!decision.equals("approve")) {
            boolean denied = devices.deny(viewer.actor(), person, waiting.get());
            return page(code, viewer, who, denied ? "The program was refused." : "It was decided already.");
        }
        List<Grant> given = viewer.access().grants().stream()
                .filter(grant -> role.contains(GrantText.of(grant)))
                .toList();
        if (given.isEmpty() || days < 1 || days > ApiTokens.LONGEST) {
            return page(code, viewer, who, "");
        }
        boolean approved = devices.approve(viewer.actor(), person, waiting.get(), given, days);
        return page(
                code,
                viewer,
                who,
                approved
                        ? "The program is signed in within a few seconds. Its token is among your API tokens, where you can"
                                + " revoke it."
                        : "It was decided already.");
    }
}
