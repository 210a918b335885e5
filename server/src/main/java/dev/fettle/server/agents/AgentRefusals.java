package dev.fettle.server.agents;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what is refused before the servlet could, and what went wrong in it, with a sentence. */
public final class AgentRefusals extends ErrorReportValve {
    private static final Logger LOG = LoggerFactory.getLogger(AgentRefusals.class);
    private static final int FIRST_FAULT = 400;
    private static final int FIRST_OWN_FAULT = 500;

    /** For Tomcat, which makes it by its name. */
    public AgentRefusals() {
        super();
        setAsyncSupported(true);
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        int status = response.getStatus();
        if (status < FIRST_FAULT || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        if (thrown != null) {
            LOG.error("A request of an agent could not be answered.", thrown);
        }
        try {
            AgentAnswers.refuse(
                    response.getResponse(),
                    status,
                    status < FIRST_OWN_FAULT
                            ? "The request is not one that Fettle can answer: its address or its form is wrong."
                            : "Something went wrong in the server; its log has what Fettle's makers need to mend it.");
            response.finishResponse();
        } catch (IOException e) {
            LOG.debug("Whoever was refused did not wait for the answer.", e);
        }
    }
}
