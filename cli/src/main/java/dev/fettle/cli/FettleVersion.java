package dev.fettle.cli;

import picocli.CommandLine.IVersionProvider;

/** The version this program was built as. */
final class FettleVersion implements IVersionProvider {
    static String text() {
        String version = FettleVersion.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"fettle " + text()};
    }
}
