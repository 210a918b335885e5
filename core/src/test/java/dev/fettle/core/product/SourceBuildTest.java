package dev.fettle.core.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SourceBuildTest {
    private static final Path XZ = Path.of("/usr/bin/xz");
    private static final Pattern NAMED = Pattern.compile("(\\S+)(?: \\((?:= )?([^)]+)\\))?");

    @ParameterizedTest
    @CsvSource({
        "linux-signed-amd64, 6.1.123+1, linux, 6.1.123-1",
        "linux-signed-arm64, 6.1.123+1, linux, 6.1.123-1",
        "linux-signed-6.12-amd64, 6.12.117+1~deb12u1, linux-6.12, 6.12.117-1~deb12u1",
        "linux-signed-amd64, 6.1.76+1~bpo11+1, linux, 6.1.76-1~bpo11+1",
        "linux-signed-amd64, 6.13~rc7+1~exp1, linux, 6.13~rc7-1~exp1",
        "grub-efi-amd64-signed, 1+2.06+13+deb12u1, grub2, 2.06-13+deb12u1",
        "grub-efi-amd64-signed, 1+2.02+dfsg1+20+deb10u4, grub2, 2.02+dfsg1-20+deb10u4",
        "grub-efi-ia32-signed, 12+2.12+7, grub2, 2.12-7",
        "shim-helpers-amd64-signed, 1+15.8+1~deb12u1, shim, 15.8-1~deb12u1",
        "fwupd-amd64-signed, 1:1.4+1, fwupd-efi, 1:1.4-1",
        "systemd-amd64-signed, 257.5+2, systemd, 257.5-2",
    })
    void the_signed_form_tells_the_build_that_was_signed(String name, String version, String source, String built) {
        assertThat(build(name, version).unsigned()).isEqualTo(build(source, built));
    }

    @ParameterizedTest
    @CsvSource({
        "python-signedjson, 1.1.4+1-1",
        "rust-unsigned-varint, 0.7.1+1",
        "shim-signed, 1.44~1+deb12u1",
        "linux, 6.1.123-1",
        "linux-signed, 6.1.123+1",
        "grub2, 2.06-13+deb12u1",
        "secureboot-db, 1.0+1",
    })
    void what_only_sounds_signed_stays_as_it_is(String name, String version) {
        SourceBuild build = build(name, version);
        assertThat(build.unsigned()).isSameAs(build);
    }

    @Test
    void every_signed_package_of_bookworm_tells_what_its_built_using_tells(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(XZ), "no xz here");
        Path indices = SharedData.file("1-distro/apt-bookworm-indices-2026-11-18.zip");
        int checked = 0;
        try (ZipFile zip = new ZipFile(indices.toFile())) {
            for (ZipEntry entry : zip.stream()
                    .filter(each -> each.getName().endsWith("Packages.xz"))
                    .toList()) {
                Path packed = folder.resolve("Packages.xz");
                Files.deleteIfExists(packed);
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, packed);
                }
                checked += check(packed);
            }
        }
        assertThat(checked).isGreaterThan(20);
    }

    private static int check(Path packed) throws IOException, InterruptedException {
        Process xz = new ProcessBuilder(XZ.toString(), "-dc", packed.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int checked = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(xz.getInputStream(), StandardCharsets.UTF_8))) {
            Map<String, String> fields = new HashMap<>();
            String line;
            while ((line = lines.readLine()) != null) {
                int colon = line.indexOf(": ");
                if (line.isEmpty()) {
                    checked += check(fields) ? 1 : 0;
                    fields.clear();
                } else if (colon > 0 && line.charAt(0) != ' ') {
                    fields.put(line.substring(0, colon), line.substring(colon + 2));
                }
            }
        }
        assertThat(xz.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(xz.exitValue()).isZero();
        return checked;
    }

    private static boolean check(Map<String, String> fields) {
        Matcher source = NAMED.matcher(fields.getOrDefault("Source", ""));
        String builtUsing = fields.get("Built-Using");
        boolean signed = source.matches() && source.group(1).matches(".*-signed(-.*)?") && builtUsing != null;
        if (!signed || source.group(1).equals("shim-signed")) {
            return false;
        }
        String version = source.group(2) == null ? fields.get("Version") : source.group(2);
        SourceBuild unsigned = build(source.group(1), version).unsigned();
        assertThat(builtUsing.split(", "))
                .as("%s: Built-Using", fields.get("Package"))
                .contains(unsigned.name() + " (= " + unsigned.version() + ")");
        return true;
    }

    private static SourceBuild build(String name, String version) {
        return new SourceBuild(name, new DebVersion(version));
    }
}
