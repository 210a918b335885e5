package dev.fettle.server.settings;

import java.nio.file.Path;
import java.util.List;

/** Reads files that hold one secret. */
final class SecretFile {
    private static final int MOST_BYTES = 4096;

    private SecretFile() {}

    /** @param what the secret is, for messages */
    static Secret read(Path file, String what) throws Wrong {
        String name = "names " + Shown.text(file.toString()) + ", which ";
        OpenedFile opened;
        try {
            opened = OpenedFile.read(file, MOST_BYTES);
        } catch (Wrong wrong) {
            throw new Wrong(name + wrong.getMessage());
        }
        if (opened.isReadableByAll() || opened.isWritableByAll()) {
            throw new Wrong(name + "every user of this machine can read or change; take that away with chmod o=");
        }
        List<String> lines = opened.text().lines().toList();
        if (lines.size() != 1 || lines.getFirst().isBlank()) {
            throw new Wrong(name + "must have one line, the " + what + ", and has "
                    + (lines.size() > 1 ? lines.size() + " lines" : "none"));
        }
        return new Secret(lines.getFirst());
    }
}
