package dev.fettle.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A folder with settings in it, and what the reader makes of them. */
final class SettingsFolder {
    final Path data;
    final Map<String, String> options = new HashMap<>();
    final Map<String, String> environment = new HashMap<>();

    SettingsFolder(Path folder) throws IOException {
        data = Files.createDirectories(folder.resolve("data"));
        options.put("data", data.toString());
    }

    SettingsFolder file(String toml) throws IOException {
        secret(SettingsReader.FILE_NAME, toml);
        return this;
    }

    /** A file that only its owner can read, whatever the umask is. */
    Path secret(String name, String text) throws IOException {
        Path file = data.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    SettingsFolder variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    SettingsFolder option(String name, String value) {
        options.put(name, value);
        return this;
    }

    SettingsReader.Outcome read() {
        return new SettingsReader(data, data, false).read(options, environment);
    }

    Settings settings() {
        SettingsReader.Outcome outcome = read();
        assertThat(outcome).isInstanceOf(SettingsReader.Outcome.Read.class);
        return ((SettingsReader.Outcome.Read) outcome).settings();
    }

    List<String> faults() {
        return switch (read()) {
            case SettingsReader.Outcome.Read(Settings settings) -> throw new AssertionError("No faults: " + settings);
            case SettingsReader.Outcome.Faulty(List<String> sentences) -> sentences;
        };
    }

    String fault() {
        return assertThat(faults()).singleElement().actual();
    }
}
