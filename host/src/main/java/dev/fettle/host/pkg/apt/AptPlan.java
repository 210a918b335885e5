package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Origin;
import dev.fettle.core.product.DebNames;
import dev.fettle.core.product.DebVersion;
import dev.fettle.host.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What apt would do, as it tells its hooks: JSON-RPC messages, one a line, of which each {@code install.*} one carries
 * the whole plan. The protocol is apt's {@code json-hooks-protocol.md}, version 0.2.
 *
 * <p>A package of a message, shortened: {@code {"name":"curl","architecture":"amd64","mode":"upgrade",
 * "versions":{"install":{"version":"7.88.1-10+deb12u12","architecture":"amd64","origins":[{"archive":"oldstable",
 * "codename":"bookworm","origin":"Debian","label":"Debian","site":"deb.debian.org"}]},"current":{…}}}}.
 */
final class AptPlan {
    private static final String WHERE = "apt-get -s dist-upgrade";
    private static final JsonFactory JSON = new JsonFactory();

    private final Problems problems;

    AptPlan(Problems problems) {
        this.problems = problems;
    }

    /**
     * One package that apt would touch.
     *
     * @param architecture that of the package, the native one for {@code all}
     * @param mode apt's word for what it would do
     */
    record Step(
            String name,
            String architecture,
            String mode,
            @Nullable Build install,
            @Nullable Build current) {}

    record Build(DebVersion version, String architecture, List<Origin> origins) {}

    /** The steps of the last plan told; null if none was, which is not the same as a plan without steps. */
    @Nullable
    List<Step> read(InputStream stream) throws IOException {
        List<Step> last = null;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), stream)) {
            JsonToken token = parser.nextToken();
            while (token != null) {
                if (token == JsonToken.START_OBJECT) {
                    List<Step> steps = message(parser);
                    if (steps != null) {
                        last = steps;
                    }
                }
                token = parser.nextToken();
            }
        } catch (JacksonException broken) {
            problems.add(WHERE, "apt told its plan in a form that could not be read.", broken.getOriginalMessage());
        }
        return last;
    }

    private @Nullable List<Step> message(JsonParser parser) {
        List<Step> steps = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            if (parser.nextToken() == JsonToken.START_OBJECT && field.equals("params")) {
                steps = parameters(parser);
            } else {
                parser.skipChildren();
            }
        }
        return steps;
    }

    private @Nullable List<Step> parameters(JsonParser parser) {
        List<Step> steps = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            if (parser.nextToken() == JsonToken.START_ARRAY && field.equals("packages")) {
                steps = packages(parser);
            } else {
                parser.skipChildren();
            }
        }
        return steps;
    }

    private List<Step> packages(JsonParser parser) {
        List<Step> steps = new ArrayList<>();
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            Step step = step(parser);
            if (step != null) {
                steps.add(step);
            }
        }
        return steps;
    }

    private @Nullable Step step(JsonParser parser) {
        String name = "";
        String architecture = "";
        String mode = "";
        Build install = null;
        Build current = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT && field.equals("versions")) {
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String which = parser.currentName();
                    boolean object = parser.nextToken() == JsonToken.START_OBJECT;
                    if (object && which.equals("install")) {
                        install = build(parser, name);
                    } else if (object && which.equals("current")) {
                        current = build(parser, name);
                    } else {
                        parser.skipChildren();
                    }
                }
            } else if (value == JsonToken.VALUE_STRING) {
                switch (field) {
                    case "name" -> name = parser.getString();
                    case "architecture" -> architecture = parser.getString();
                    case "mode" -> mode = parser.getString();
                    default -> {}
                }
            } else {
                parser.skipChildren();
            }
        }
        if (!DebNames.isPackage(name) || !DebNames.isArchitecture(architecture)) {
            problems.add(WHERE, "apt's plan has a step without a package.", name + ":" + architecture);
            return null;
        }
        return new Step(name, architecture, mode, install, current);
    }

    private @Nullable Build build(JsonParser parser, String name) {
        String version = "";
        String architecture = "";
        List<Origin> origins = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_ARRAY && field.equals("origins")) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    Origin origin = origin(parser);
                    if (!origins.contains(origin)) {
                        origins.add(origin);
                    }
                }
            } else if (value == JsonToken.VALUE_STRING && field.equals("version")) {
                version = parser.getString();
            } else if (value == JsonToken.VALUE_STRING && field.equals("architecture")) {
                architecture = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
        if (!DebVersion.isValid(version) || !DebNames.isArchitecture(architecture)) {
            problems.add(WHERE, "apt's plan has no valid version for " + name + ".", version + " " + architecture);
            return null;
        }
        return new Build(new DebVersion(version), architecture, origins);
    }

    private static Origin origin(JsonParser parser) {
        String origin = "";
        String label = "";
        String suite = "";
        String codename = "";
        String site = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                parser.skipChildren();
                continue;
            }
            switch (field) {
                case "origin" -> origin = parser.getString();
                case "label" -> label = parser.getString();
                case "archive" -> suite = parser.getString();
                case "codename" -> codename = parser.getString();
                case "site" -> site = parser.getString();
                default -> {}
            }
        }
        return new Origin(origin, label, suite, codename, site);
    }
}
