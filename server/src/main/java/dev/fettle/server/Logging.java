package dev.fettle.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.fettle.server.settings.Settings;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.logging.LoggingSystem;

/** Where the log goes: a file in the data folder that is turned over when it is large, one line for each event. */
final class Logging {
    private static final String LARGEST = "10MB";
    private static final String ALL_TOGETHER = "100MB";
    private static final int DAYS = 30;

    private Logging() {}

    /** Until the folder for it is known there is no log: what people must know they are told. */
    static void toNowhere() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        context().reset();
        root().setLevel(Level.OFF);
    }

    /** @return the log, to be stopped at the very end */
    static RollingFileAppender<ILoggingEvent> toFiles(Settings.Log log, Path folder) {
        // Otherwise Spring Boot sets it all up anew.
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        LoggerContext context = context();
        context.reset();
        RollingFileAppender<ILoggingEvent> files = new RollingFileAppender<>();
        files.setContext(context);
        files.setName("files");
        files.setFile(folder.resolve("fettle.log").toString());
        files.setEncoder(encoder(log.format(), context));
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> turning = new SizeAndTimeBasedRollingPolicy<>();
        turning.setContext(context);
        turning.setParent(files);
        turning.setFileNamePattern(folder.resolve("fettle.%d.%i.log.gz").toString());
        turning.setMaxFileSize(FileSize.valueOf(LARGEST));
        turning.setTotalSizeCap(FileSize.valueOf(ALL_TOGETHER));
        turning.setMaxHistory(DAYS);
        turning.start();
        files.setRollingPolicy(turning);
        files.start();
        root().addAppender(files);
        Level level = level(log.level());
        root().setLevel(level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO);
        context.getLogger("dev.fettle").setLevel(level);
        return files;
    }

    private static Encoder<ILoggingEvent> encoder(Settings.Log.Format format, LoggerContext context) {
        return switch (format) {
            case JSON -> {
                JsonEncoder json = new JsonEncoder();
                json.setContext(context);
                json.setWithFormattedMessage(true);
                json.setWithMessage(false);
                json.setWithArguments(false);
                json.setWithContext(false);
                json.setWithSequenceNumber(false);
                json.start();
                yield json;
            }
            case TEXT -> {
                PatternLayoutEncoder text = new PatternLayoutEncoder();
                text.setContext(context);
                // Line ends of hostile texts must not begin lines of their own.
                text.setPattern(
                        "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %replace(%msg){'[\\r\\n]+', ' '}%n");
                text.start();
                yield text;
            }
        };
    }

    private static Level level(Settings.Log.Level level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
        };
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static Logger root() {
        return context().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
