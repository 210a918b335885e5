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

/** The machine's own Chromium, watched: what it complains of and whom it talks to is noted. */
final class Browser implements AutoCloseable {
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

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private Browser(
            Playwright playwright,
            com.microsoft.playwright.Browser browser,
            String address,
            com.microsoft.playwright.Browser.NewContextOptions options) {
        this.playwright = playwright;
        this.browser = browser;
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

    static Optional<Path> program() {
        return PLACES.stream().filter(Files::isExecutable).findFirst();
    }

    static Browser open(Path program, String address) {
        return open(program, address, new com.microsoft.playwright.Browser.NewContextOptions());
    }

    /** As somebody who has been here before. */
    static Browser open(Path program, String address, String cookies) {
        return open(
                program, address, new com.microsoft.playwright.Browser.NewContextOptions().setStorageState(cookies));
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

    Page page() {
        return page;
    }

    /** What the browser did not like, and every request to anywhere else than the server. */
    List<String> complaints() {
        return complaints;
    }

    void look(int width, int height, ColorScheme scheme) {
        page.setViewportSize(width, height);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    }

    /** Whether people would have to scroll the page sideways. */
    boolean wider() {
        return (Boolean) page.evaluate("document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth");
    }

    /** The elements that reach beyond the right edge, for whoever has to mend a page that is too wide. */
    Object tooWide() {
        return page.evaluate("""
                () => [...document.querySelectorAll('main *, header *')]
                    .filter(e => e.getBoundingClientRect().right > document.scrollingElement.clientWidth + 1)
                    .slice(0, 4).map(e => e.outerHTML.slice(0, 120))""");
    }

    @Override
    public void close() {
        context.close();
        browser.close();
        playwright.close();
    }
}
