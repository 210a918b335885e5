package dev.fettle.planted.core.catalog;

import java.nio.file.Files;
import java.nio.file.Path;

final class ReadsAFile {
    boolean there(Path path) {
        return Files.exists(path);
    }
}
