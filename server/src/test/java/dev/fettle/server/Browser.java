package dev.fettle.server;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The machine's own Chromium, watched: what it complains of and whom it talks to is noted. */
public final class Browser implements AutoCloseable {
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));
    private static final List<String> QUIET = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    /** Null for whoever shares the program of somebody else. */
    private final @Nullable Playwright playwright;

    private final com.microsoft.playwright.Browser browser;
    private final String address;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private Browser(
            @Nullable Playwright playwright,
            com.microsoft.playwright.Browser browser,
            String address,
            com.microsoft.playwright.Browser.NewContextOptions options) {
        this.playwright = playwright;
        this.browser = browser;
        this.address = address;
        this.context = browser.newContext(options);
        this.page = context.newPage();
        page.setDefaultTimeout(90_000);
        String authority = URI.create(address).getAuthority();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add("console: " + message.text());
            }
        });
        page.onPageError(error -> complaints.add("script: " + error));
        page.onRequest(request -> {
            if (!authority.equals(URI.create(request.url()).getAuthority())) {
                complaints.add("foreign request: " + request.url());
            }
        });
    }

    public static Optional<Path> program() {
        return PLACES.stream().filter(Files::isExecutable).findFirst();
    }

    public static Browser open(Path program, String address) {
        return open(program, address, new com.microsoft.playwright.Browser.NewContextOptions());
    }

    /** As somebody who has been here before. */
    static Browser open(Path program, String address, String cookies) {
        return open(
                program, address, new com.microsoft.playwright.Browser.NewContextOptions().setStorageState(cookies));
    }

    /** Somebody else at the same program, with cookies of their own; is closed first. */
    public Browser another() {
        return new Browser(null, browser, address, new com.microsoft.playwright.Browser.NewContextOptions());
    }

    /** By the form, with the password of {@link RunningServer}. */
    public void signIn(String name) {
        page.navigate(address + "/sign-in");
        page.locator("input[name=username]").fill(name);
        page.locator("input[name=password]").fill(RunningServer.PASSWORD);
        page.locator("input[name=password]").press("Enter");
        page.waitForURL(there -> !there.contains("/sign-in"));
    }

    private static Browser open(
            Path program, String address, com.microsoft.playwright.Browser.NewContextOptions options) {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Browser(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(program)
                                .setArgs(QUIET)),
                address,
                options);
    }

    public Page page() {
        return page;
    }

    /** What the browser did not like, and every request to anywhere else than the server. */
    public List<String> complaints() {
        return complaints;
    }

    public void look(int width, int height, ColorScheme scheme) {
        page.setViewportSize(width, height);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    }

    /** Whether people would have to scroll the page sideways. */
    public boolean wider() {
        return (Boolean) page.evaluate("document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth");
    }

    /** The elements that reach beyond the right edge, for whoever has to mend a page that is too wide. */
    public Object tooWide() {
        return page.evaluate("""
                () => [...document.querySelectorAll('main *, header *')]
                    .filter(e => e.getBoundingClientRect().right > document.scrollingElement.clientWidth + 1)
                    .slice(0, 4).map(e => e.outerHTML.slice(0, 120))""");
    }

    @Override
    public void close() {
        context.close();
        if (playwright != null) {
            browser.close();
            playwright.close();
        }
    }
}
