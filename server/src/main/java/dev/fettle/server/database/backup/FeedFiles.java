package dev.fettle.server.database.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The compiled feeds of a data folder. A server may work on them meanwhile: tables are named after their content and
 * stay for days after the last pointer to them is gone, and pointers are replaced whole.
 */
final class FeedFiles {
    private static final String SOURCES = "sources";
    private static final String TABLES = "tables";
    private static final Pattern NAME =
            Pattern.compile("(" + SOURCES + "|" + TABLES + ")/[0-9A-Za-z][0-9A-Za-z._-]{0,127}");
    private static final Pattern CONTENT = Pattern.compile("(?m)^content=([0-9a-f]{64})$");
    private static final int LONGEST_POINTER = 1 << 16;
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;

    /** @param folder need not exist */
    FeedFiles(Path folder) {
        this.folder = folder;
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** The pointers and the tables they point to. */
    List<Manifest.Kept> writeTo(BackupWriter backup) throws IOException, SQLException {
        List<Manifest.Kept> kept = new ArrayList<>();
        Map<String, byte[]> pointers = pointers();
        for (String table : tables(pointers.values())) {
            kept.add(backup.file(table, out -> Files.copy(folder.resolve(table), out)));
        }
        for (Map.Entry<String, byte[]> pointer : pointers.entrySet()) {
            kept.add(backup.file(pointer.getKey(), out -> out.write(pointer.getValue())));
        }
        return kept;
    }

    private Map<String, byte[]> pointers() throws IOException {
        Map<String, byte[]> pointers = new TreeMap<>();
        for (String name : names(SOURCES)) {
            try (InputStream in = Files.newInputStream(folder.resolve(name))) {
                byte[] text = in.readNBytes(LONGEST_POINTER + 1);
                if (text.length <= LONGEST_POINTER) {
                    pointers.put(name, text);
                }
            }
        }
        return pointers;
    }

    private Set<String> tables(Collection<byte[]> pointers) throws IOException {
        Set<String> contents = new TreeSet<>();
        for (byte[] pointer : pointers) {
            Matcher content = CONTENT.matcher(new String(pointer, StandardCharsets.UTF_8));
            while (content.find()) {
                contents.add(content.group(1));
            }
        }
        Set<String> tables = new TreeSet<>(names(TABLES));
        tables.removeIf(name -> contents.stream().noneMatch(each -> name.startsWith(TABLES + "/" + each + ".")));
        return tables;
    }

    private List<String> names(String part) throws IOException {
        Path inside = folder.resolve(part);
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(inside)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(inside)) {
                for (Path file : files) {
                    String name = part + "/" + file.getFileName();
                    if (isName(name) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                        names.add(name);
                    }
                }
            }
        }
        return names;
    }

    /** Writes a file of the feeds whole or not at all; it is there to stay when this returns. */
    void restore(Manifest.Kept file, InputStream content) throws IOException {
        Path target = folder.resolve(file.name());
        Path scratch = folder.resolve("tmp");
        for (Path each : List.of(folder, folder.resolve(SOURCES), folder.resolve(TABLES), scratch)) {
            Files.createDirectories(each, PRIVATE_FOLDER);
        }
        Path temporary = Files.createTempFile(scratch, "restore", ".part");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                OutputStream out = Channels.newOutputStream(channel);
                content.transferTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        PartFile.force(target.resolveSibling("."));
    }
}
