package dev.fettle.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
    @TempDir
    Path temporary;

    private static TarArchiveEntry link(String name, String target, byte kind) {
        TarArchiveEntry link = new TarArchiveEntry(name, kind);
        link.setLinkName(target);
        return link;
    }

    /** Entries without a link's name are files with the text {@code x}. */
    private static InputStream archive(TarArchiveEntry... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new XZCompressorOutputStream(bytes))) {
            for (TarArchiveEntry entry : entries) {
                boolean file = entry.isFile() && entry.getLinkName().isEmpty();
                entry.setSize(file ? 1 : 0);
                tar.putArchiveEntry(entry);
                if (file) {
                    tar.write("x".getBytes(StandardCharsets.US_ASCII));
                }
                tar.closeArchiveEntry();
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private void assertEscapes(TarArchiveEntry... entries) throws IOException {
        Path folder = temporary.resolve("inner/bin");
        InputStream archive = archive(entries);
        assertThatThrownBy(() -> Bundle.unpack(archive, folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leads out of its folder");
        try (var files = Files.walk(temporary)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
        Home.delete(temporary.resolve("inner"));
    }

    @Test
    void an_entry_never_lies_or_leads_outside() throws Exception {
        assertEscapes(new TarArchiveEntry("../evil", true));
        assertEscapes(new TarArchiveEntry("/evil", true));
        assertEscapes(new TarArchiveEntry("lib/../../evil", true));
        assertEscapes(link("lib/a", "/etc/passwd", TarConstants.LF_SYMLINK));
        assertEscapes(link("lib/a", "../../evil", TarConstants.LF_SYMLINK));
        assertEscapes(link("out", "..", TarConstants.LF_SYMLINK), new TarArchiveEntry("out/evil", true));
    }

    @Test
    void only_files_folders_and_links_are_unpacked() throws Exception {
        for (byte kind : new byte[] {TarConstants.LF_LINK, TarConstants.LF_CHR, TarConstants.LF_FIFO}) {
            InputStream archive = archive(link("a", "b", kind));
            Path folder = temporary.resolve("kind" + kind);
            assertThatThrownBy(() -> Bundle.unpack(archive, folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("unknown kind");
        }
    }

    @Test
    void modes_and_inner_links_are_kept() throws Exception {
        TarArchiveEntry program = new TarArchiveEntry("bin/p");
        program.setMode(0100755);
        Path folder = temporary.resolve("bin");
        Bundle.unpack(
                archive(
                        program,
                        new TarArchiveEntry("lib/l.so.1"),
                        link("lib/l.so", "l.so.1", TarConstants.LF_SYMLINK)),
                folder);
        assertThat(folder.resolve("bin/p")).isExecutable();
        assertThat(Files.isExecutable(folder.resolve("lib/l.so.1"))).isFalse();
        assertThat(folder.resolve("lib/l.so")).hasContent("x");
    }

    @Test
    void a_cpu_without_programs_is_told() {
        assertThatThrownBy(() -> Bundle.open("riscv64"))
                .isInstanceOf(PostgresException.class)
                .hasMessage(
                        "This Fettle brings no PostgreSQL for the CPU of this machine (riscv64). Install PostgreSQL 18"
                                + " and give its address in the settings instead.");
    }
}
