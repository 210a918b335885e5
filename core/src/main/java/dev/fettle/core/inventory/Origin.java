package dev.fettle.core.inventory;

/**
 * An archive suite that carries a build, by the fields of its Release file. An absent field is the empty text.
 *
 * @param origin who publishes, {@code Debian}
 * @param label what is published, {@code Debian-Security}
 * @param suite the name that drifts as releases age, {@code oldstable-security}
 * @param codename the name that stays, {@code bookworm-security}
 * @param site the server it was fetched from; empty for a local one
 */
public record Origin(String origin, String label, String suite, String codename, String site) {

    /** Whether the archive says of itself that it carries security updates. The suite's name is not asked: it drifts. */
    public boolean isSecurity() {
        return label.equals("Debian-Security") || codename.endsWith("-security") || suite.endsWith("-security");
    }

    /** Whether this is an archive of the distribution itself, so that its security statements speak of the build. */
    public boolean isOf(String distribution) {
        return origin.equalsIgnoreCase(distribution);
    }

    /** For people: {@code Debian-Security oldstable-security}. */
    @Override
    public String toString() {
        String name = label.isEmpty() ? origin : label;
        return suite.isEmpty() ? name : (name + " " + suite).strip();
    }
}
