package dev.fettle.core.assessment;

import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;

/**
 * Which patches are taken together, on whatever host: those to one source build. Kernel images stand apart from the
 * tools and headers of the same source.
 *
 * @param name of the source package; of the package itself where no index tells its source
 * @param version of the source build, or of the package
 * @param kind what tells steps to the same build apart
 */
public record StepId(Platform platform, String name, String version, Kind kind) {
    public enum Kind {
        SOURCE,
        /** The images of a kernel. */
        IMAGE,
        /** One package of which no index tells the source. */
        PACKAGE
    }

    /** The step that a pending patch belongs to. */
    public static StepId of(PendingStep step) {
        SourceBuild to = step.to();
        if (to == null) {
            return new StepId(
                    step.platform(),
                    step.patch().name(),
                    step.patch().candidate().text(),
                    Kind.PACKAGE);
        }
        return new StepId(
                step.platform(), to.name(), to.version().text(), step.bringsKernel() ? Kind.IMAGE : Kind.SOURCE);
    }
}
