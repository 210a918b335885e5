package dev.fettle.server.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A small text file that has been read.
 *
 * @param mode its permissions as chmod counts them
 */
record OpenedFile(String text, int mode) {
    private static final int READABLE_BY_ALL = 0004;
    private static final int WRITABLE_BY_ALL = 0002;

    static OpenedFile read(Path file, int mostBytes) throws Wrong {
        try {
            int mode = (Integer) Files.getAttribute(file, "unix:mode") & 0777;
            if (!Files.isRegularFile(file)) {
                throw new Wrong("is no ordinary file");
            }
            byte[] bytes;
            try (InputStream stream = Files.newInputStream(file)) {
                bytes = stream.readNBytes(mostBytes + 1);
            }
            if (bytes.length > mostBytes) {
                throw new Wrong("is larger than " + mostBytes + " bytes, far more than it ever should be");
            }
            return new OpenedFile(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString(),
                    mode);
        } catch (NoSuchFileException _) {
            throw new Wrong("does not exist");
        } catch (AccessDeniedException _) {
            throw new Wrong("cannot be read by this user; change its owner or its permissions");
        } catch (CharacterCodingException _) {
            throw new Wrong("is not a text in UTF-8");
        } catch (IOException e) {
            throw new Wrong("cannot be read (" + Shown.text(String.valueOf(e.getMessage())) + ")");
        }
    }

    boolean isReadableByAll() {
        return (mode & READABLE_BY_ALL) != 0;
    }

    boolean isWritableByAll() {
        return (mode & WRITABLE_BY_ALL) != 0;
    }
}
