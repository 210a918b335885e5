package dev.fettle.server;

import dev.fettle.server.settings.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Where the log goes: a file in the data folder that is turned over when it is large, one line for each event. */
final class Logging {
    private Logging() {}

    /** @param folder of the log's files */
    static Map<String, Object> properties(Settings.Log log, Path folder) {
        Map<String, Object> properties = new LinkedHashMap<>();
        String level = log.level().name().toLowerCase(Locale.ROOT);
        properties.put("logging.file.name", folder.resolve("fettle.log").toString());
        properties.put("logging.threshold.console", "off");
        properties.put("logging.level.root", log.level() == Settings.Log.Level.DEBUG ? "info" : level);
        properties.put("logging.level.dev.fettle", level);
        properties.put("logging.level.org.apache.catalina.core", "warn");
        properties.put("logging.logback.rollingpolicy.max-file-size", "10MB");
        properties.put("logging.logback.rollingpolicy.max-history", "10");
        properties.put("logging.logback.rollingpolicy.total-size-cap", "100MB");
        switch (log.format()) {
            case JSON -> properties.put("logging.structured.format.file", "ecs");
            case TEXT -> {}
        }
        return properties;
    }
}
