package dev.fettle.core.order;

import dev.fettle.core.product.DebNames;
import dev.fettle.core.product.DebVersion;

/**
 * One version of one package, as an order names it.
 *
 * @param name of the binary package, by Debian policy's rules
 * @param architecture {@code amd64}, {@code all}, …
 */
public record ExactBuild(String name, String architecture, DebVersion version) {
    /** @throws IllegalArgumentException if a name could not be that of a package, or an architecture's */
    public ExactBuild {
        if (!DebNames.isPackage(name)) {
            throw new IllegalArgumentException("A package has a name of small letters, digits and +.- only.");
        }
        if (!DebNames.isArchitecture(architecture)) {
            throw new IllegalArgumentException("An architecture has a name of small letters, digits and - only.");
        }
    }

    /** {@code name:architecture}. */
    public String id() {
        return name + ":" + architecture;
    }

    @Override
    public String toString() {
        return id() + "=" + version.text();
    }
}
