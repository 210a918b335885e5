package dev.fettle.core.product;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One version of a source package: what Debian's security statements speak of. Many binary packages are built from it.
 *
 * @param name source package name, without version
 * @param version source version, without the {@code +bN} of a binary-only rebuild
 */
public record SourceBuild(String name, DebVersion version) {
    private static final Pattern SIGNED_LINUX = Pattern.compile("linux-signed(-.+)?-[a-z0-9]+");
    private static final Pattern SIGNED_TEMPLATE =
            Pattern.compile("(grub-efi|shim-helpers|fwupd|systemd)-[a-z0-9]+-signed");
    private static final Pattern TEMPLATE_COUNTER = Pattern.compile("^\\d+\\+(?=\\d)");
    private static final Pattern REVISION_PLUS = Pattern.compile("\\+(?=\\d)");

    /**
     * The build whose signed form this is, or this build itself. Debian signs the boot chain in source packages of
     * their own, whose versions write the {@code -} of the original as {@code +} and, but for the kernel, fwupd and
     * systemd, put a counter before it: {@code linux-signed-amd64 6.1.123+1} is {@code linux 6.1.123-1},
     * {@code grub-efi-amd64-signed 1+2.06+13} is {@code grub2 2.06-13}. The same pairs stand in the
     * {@code Built-Using} field of these packages in the archive.
     */
    public SourceBuild unsigned() {
        if (!name.contains("signed")) {
            return this;
        }
        Matcher linux = SIGNED_LINUX.matcher(name);
        if (linux.matches()) {
            String flavour = linux.group(1) == null ? "" : linux.group(1);
            return signedAs("linux" + flavour, version.text());
        }
        Matcher template = SIGNED_TEMPLATE.matcher(name);
        if (!template.matches()) {
            return this;
        }
        return switch (template.group(1)) {
            case "grub-efi" -> signedAs("grub2", withoutCounter(version.text()));
            case "shim-helpers" -> signedAs("shim", withoutCounter(version.text()));
            case "fwupd" -> signedAs("fwupd-efi", version.text());
            case "systemd" -> signedAs("systemd", version.text());
            default -> throw new IllegalStateException("No rule for the signed source " + name);
        };
    }

    private static String withoutCounter(String text) {
        return TEMPLATE_COUNTER.matcher(text).replaceFirst("");
    }

    /** A package that only calls itself like a signed one may have a version that none can have; it stands for itself. */
    private SourceBuild signedAs(String original, String text) {
        String itsVersion = REVISION_PLUS.matcher(text).replaceFirst("-");
        return DebVersion.isValid(itsVersion) ? new SourceBuild(original, new DebVersion(itsVersion)) : this;
    }

    // Written out, here and in DebVersion, because they are the keys of every assessment, and the JVM would make a
    // record's own methods anew at each start, which takes longer than the assessment itself.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SourceBuild build && name.equals(build.name) && version.equals(build.version);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + version.hashCode();
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
