package dev.fettle.server.audit;

import dev.fettle.core.audit.Checkpoint;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.trail.TrailWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Appends checkpoints to a file, perhaps on a medium that lets nobody change what was written. */
record FileTarget(Path file) implements CheckpointTarget {
    @Override
    public String name() {
        return "the file " + file;
    }

    @Override
    public Duration every() {
        return Duration.ZERO;
    }

    @Override
    public void send(List<Checkpoint> checkpoints) throws NotSentException {
        try {
            Lasting.append(
                    file,
                    checkpoints.stream()
                            .map(each -> TrailWriter.checkpoint(each) + "\n")
                            .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new NotSentException(DataFolder.reason(e), e);
        }
    }
}
