package dev.fettle.server.api;

import dev.fettle.wire.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request cannot be carried out as it is. The message is a sentence for who made it, and says what to do. */
public final class ApiFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ProblemKind kind;

    @SuppressWarnings("serial") // never serialised
    private final List<Problem.Part> parts;

    @SuppressWarnings("serial") // never serialised
    private final Map<String, String> headers = new LinkedHashMap<>();

    public ApiFault(ProblemKind kind, String detail) {
        this(kind, detail, List.of());
    }

    /** @param parts what is wrong with which part of the request */
    public ApiFault(ProblemKind kind, String detail, List<Problem.Part> parts) {
        super(detail);
        this.kind = kind;
        this.parts = List.copyOf(parts);
    }

    /** One that lies in a query parameter or header. */
    public static ApiFault ofParameter(ProblemKind kind, String parameter, String detail) {
        return new ApiFault(kind, detail, List.of(new Problem.Part(null, parameter, detail)));
    }

    /** The same, told with a further header. */
    public ApiFault with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    ProblemKind kind() {
        return kind;
    }

    List<Problem.Part> parts() {
        return parts;
    }

    Map<String, String> headers() {
        return headers;
    }
}
