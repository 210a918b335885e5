package dev.fettle.server.agents;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes what agents are answered. */
final class AgentAnswers {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private AgentAnswers() {}

    static void json(HttpServletResponse response, byte[] body) throws IOException {
        response.setStatus(HttpServletResponse.SC_OK);
        write(response, body);
    }

    static void refuse(HttpServletResponse response, Refusal refusal) throws IOException {
        refusal.retryAfter()
                .ifPresent(after -> response.setHeader("Retry-After", Long.toString(Math.max(1, after.toSeconds()))));
        refuse(response, refusal.status(), String.valueOf(refusal.getMessage()));
    }

    static void refuse(HttpServletResponse response, int status, String sentence) throws IOException {
        response.setStatus(status);
        write(response, JSON.writeValueAsBytes(Map.of("error", sentence)));
    }

    private static void write(HttpServletResponse response, byte[] body) throws IOException {
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
