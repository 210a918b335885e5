package dev.fettle.server.web;

/** What pages may load, by the Content-Security-Policy header: nothing from elsewhere, no script or style inline. */
public final class ContentPolicy {
    public static final String HEADER = "Content-Security-Policy";
    public static final String OF_PAGES = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private ContentPolicy() {}
}
