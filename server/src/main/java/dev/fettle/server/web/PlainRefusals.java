package dev.fettle.server.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what is refused before any page could: a sentence, with the headers of a page and nothing on the server. */
public final class PlainRefusals extends ErrorReportValve {
    private static final Logger LOG = LoggerFactory.getLogger(PlainRefusals.class);
    private static final int FIRST_FAULT = 400;
    private static final int FIRST_OWN_FAULT = 500;

    /** For Tomcat, which makes it by its name. */
    public PlainRefusals() {}

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        int status = response.getStatus();
        if (status < FIRST_FAULT || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        if (thrown != null) {
            LOG.warn("A request was refused with {}.", status, thrown);
        }
        response.setContentType("text/plain");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader(ContentPolicy.HEADER, ContentPolicy.OF_PAGES);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        try {
            response.getReporter()
                    .write(
                            status < FIRST_OWN_FAULT
                                    ? "The request is not one that Fettle can answer: its address or its form is wrong.\n"
                                    : "Something went wrong. The server's log has what Fettle's makers need to mend it.\n");
            response.finishResponse();
        } catch (IOException e) {
            LOG.debug("Whoever was refused did not wait for the answer.", e);
        }
    }
}
