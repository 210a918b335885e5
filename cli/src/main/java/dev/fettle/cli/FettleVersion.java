package dev.fettle.cli;

/** The version this program was built as. */
final class FettleVersion {
    private FettleVersion() {}

    static String text() {
        String version = FettleVersion.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
