package dev.fettle.server.changes;

import dev.fettle.core.access.Permission;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.hosts.SavedGroup;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import dev.fettle.wire.NewChange;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Drafting a change and editing one. */
@Controller
public final class DraftPages {
    static final String NOT_YET =
            "The server is still reading its hosts, so nothing can be planned. Try again in a minute.";

    private static final Pattern BETWEEN = Pattern.compile("[\\s,]+");
    private static final int LONGEST = 20_000;

    private final Changes changes;
    private final ChangeStore store;
    private final DraftChange draftChange;
    private final Hosts hosts;
    private final Pages pages;

    DraftPages(Changes changes, ChangeStore store, DraftChange draftChange, Hosts hosts, Pages pages) {
        this.changes = changes;
        this.store = store;
        this.draftChange = draftChange;
        this.hosts = hosts;
        this.pages = pages;
    }

    /**
     * @param number 0 for a new change
     * @param version that was seen
     * @param wish what stands in the fields
     * @param fault what is wrong with it; empty at first
     */
    public record Form(long number, long version, NewChange wish, List<SavedGroup> groups, String fault) {
        public Form {
            groups = List.copyOf(groups);
        }

        public List<String> types() {
            return Arrays.stream(ChangeType.values()).map(ChangeType::word).toList();
        }

        public List<String> breaches() {
            return Arrays.stream(OnBreach.values()).map(OnBreach::word).toList();
        }

        public List<String> selections() {
            return List.of("security", "all", "first", "vulnerabilities", "advisories", "packages");
        }

        public String lines(@Nullable List<String> all) {
            return all == null ? "" : String.join("\n", all);
        }

        public String listed() {
            List<Long> listed = wish.hosts();
            return listed == null
                    ? ""
                    : String.join(" ", listed.stream().map(String::valueOf).toList());
        }

        public String text(@Nullable Object value) {
            return value == null ? "" : value.toString();
        }
    }

    /** The fields of the form, as they were sent. */
    record Sent(
            @Nullable String title,
            @Nullable String reason,
            @Nullable String ticket,
            @Nullable String type,
            @Nullable Boolean repeatable,
            @Nullable Long model,
            @Nullable String patches,
            @Nullable String names,
            @Nullable Integer steps,
            @Nullable String filter,
            @Nullable Long group,
            @Nullable String hosts,
            @Nullable String waves,
            @Nullable String ranks,
            @Nullable Integer atOnce,
            @Nullable Integer unavailable,
            @Nullable Integer perMinute,
            @Nullable Integer attempts,
            @Nullable Integer offlineHours,
            @Nullable String onBreach,
            @Nullable Integer ripeningDays,
            @Nullable Long version) {

        /** @throws IllegalArgumentException with a sentence */
        NewChange wish() {
            return new NewChange(
                    title,
                    reason,
                    ticket,
                    type == null || type.isEmpty() ? "normal" : type,
                    repeatable != null && repeatable,
                    model,
                    patches == null || patches.isEmpty() ? "security" : patches,
                    words(names, "names"),
                    steps,
                    filter,
                    group,
                    hosts == null || hosts.isBlank()
                            ? null // a field that was left empty is no list
                            : words(hosts, "hosts").stream().map(Sent::number).toList(),
                    lines(waves),
                    lines(ranks),
                    atOnce,
                    unavailable,
                    perMinute,
                    attempts,
                    offlineHours,
                    onBreach == null || onBreach.isEmpty() ? "pause" : onBreach,
                    ripeningDays);
        }

        private static List<String> words(@Nullable String text, String what) {
            if (text != null && text.length() > LONGEST) {
                throw new IllegalArgumentException("That are too many " + what + ".");
            }
            return text == null
                    ? List.of()
                    : BETWEEN.splitAsStream(text)
                            .filter(each -> !each.isEmpty())
                            .toList();
        }

        private static List<String> lines(@Nullable String text) {
            return text == null
                    ? List.of()
                    : text.lines()
                            .map(String::strip)
                            .filter(each -> !each.isEmpty())
                            .toList();
        }

        private static Long number(String text) {
            if (!text.matches("[0-9]{1,18}")) {
                throw new IllegalArgumentException("Hosts are listed by their numbers.");
            }
            return Long.parseLong(text);
        }
    }

    /** The fields can be given in the address, so that other pages can begin a change. */
    @Needs(Permission.PROPOSE_CHANGES)
    @GetMapping("/changes/new")
    Page form(Viewer viewer, Sent sent) {
        NewChange wish;
        try {
            wish = sent.wish();
        } catch (IllegalArgumentException e) {
            throw new NotFoundException(String.valueOf(e.getMessage()));
        }
        return pages.of("changes/edit", new Form(0, 0, usual(wish), hosts.groups(), ""));
    }

    private static NewChange usual(NewChange wish) {
        boolean none = wish.waves() == null || wish.waves().isEmpty();
        return new NewChange(
                wish.title(),
                wish.reason(),
                wish.ticket(),
                wish.type(),
                wish.repeatable(),
                wish.model(),
                wish.patches(),
                wish.names(),
                wish.steps(),
                wish.filter(),
                wish.group(),
                wish.hosts(),
                none ? WishText.USUAL_WAVES : wish.waves(),
                wish.ranks(),
                wish.atOnce(),
                wish.unavailable(),
                wish.perMinute(),
                wish.attempts(),
                wish.offlineHours(),
                wish.onBreach(),
                wish.ripeningDays());
    }

    @Needs(Permission.PROPOSE_CHANGES)
    @GetMapping("/changes/{id}/edit")
    Page edit(Viewer viewer, @PathVariable long id) {
        Change change = changes.find(id, viewer.scope()).orElseThrow(DraftPages::missing);
        NewChange wish = store.wish(change).map(WishText::write).orElseThrow(DraftPages::missing);
        return pages.of("changes/edit", new Form(id, change.version(), wish, hosts.groups(), ""));
    }

    @Needs(Permission.PROPOSE_CHANGES)
    @PostMapping("/changes")
    View add(Viewer viewer, Sent sent, HttpServletResponse response) {
        return saved(viewer, 0, sent, response);
    }

    @Needs(Permission.PROPOSE_CHANGES)
    @PostMapping("/changes/{id}/edit")
    View save(Viewer viewer, @PathVariable long id, Sent sent, HttpServletResponse response) {
        return saved(viewer, id, sent, response);
    }

    private View saved(Viewer viewer, long id, Sent sent, HttpServletResponse response) {
        long version = sent.version() == null ? -1 : sent.version();
        NewChange wish;
        ChangeOutcome outcome;
        try {
            wish = sent.wish();
        } catch (IllegalArgumentException e) {
            throw new NotFoundException(String.valueOf(e.getMessage()));
        }
        try {
            outcome = id == 0
                    ? draftChange.add(viewer.actor(), viewer.scope(), WishText.read(wish))
                    : draftChange.edit(viewer.actor(), viewer.scope(), id, WishText.read(wish), version);
        } catch (IllegalArgumentException e) {
            outcome = new ChangeOutcome.Refused(String.valueOf(e.getMessage()));
        }
        return switch (outcome) {
            case ChangeOutcome.Done(Change change) -> new RedirectView("/changes/" + change.number());
            case ChangeOutcome.NoSuchChange() -> throw missing();
            case ChangeOutcome.Overtaken() ->
                again(
                        id,
                        version,
                        wish,
                        HttpStatus.CONFLICT,
                        "Somebody has changed it since you opened this page. Look at it, then edit it again.",
                        response);
            case ChangeOutcome.Conflict(String why) -> again(id, version, wish, HttpStatus.CONFLICT, why, response);
            case ChangeOutcome.Refused(String why) ->
                again(id, version, wish, HttpStatus.UNPROCESSABLE_CONTENT, why, response);
            case ChangeOutcome.NotYet() -> again(id, version, wish, HttpStatus.CONFLICT, NOT_YET, response);
        };
    }

    private Page again(
            long id, long version, NewChange wish, HttpStatus status, String fault, HttpServletResponse response) {
        response.setStatus(status.value());
        return pages.of("changes/edit", new Form(id, version, usual(wish), hosts.groups(), fault));
    }

    private static NotFoundException missing() {
        return new NotFoundException("There is no such change among those of hosts that you may change.");
    }
}
