package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.host.ChangeException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PackageStatesTest {
    private static final String LINES = """
            good\tamd64\t1.1\tinstall\tok\tinstalled
            held\tamd64\t1.1\thold\tok\tinstalled
            old\tamd64\t1.0\tinstall\tok\tinstalled
            half\tamd64\t1.1\tinstall\tok\thalf-configured
            again\tamd64\t1.1\tinstall\treinstreq\tinstalled
            left\tamd64\t1.1\tdeinstall\tok\tconfig-files
            good\ti386\t1.0\tinstall\tok\tinstalled
            """;

    private static ExactBuild build(String name, String version) {
        return new ExactBuild(name, "amd64", new DebVersion(version));
    }

    private static List<String> differences(List<ExactBuild> present, List<ExactBuild> absent) throws ChangeException {
        return PackageStates.parse(LINES).differences(present, absent);
    }

    @Test
    void what_is_there_or_gone_as_it_should_be_is_no_difference() throws ChangeException {
        assertThat(differences(
                        List.of(build("good", "1.1"), build("held", "1.1")),
                        List.of(build("left", "1.1"), build("none", "1.1"))))
                .isEmpty();
    }

    @Test
    void wrong_missing_half_installed_and_not_gone_are_told_with_both_versions() throws ChangeException {
        assertThat(differences(
                        List.of(
                                build("old", "1.1"),
                                build("half", "1.1"),
                                build("again", "1.1"),
                                build("left", "1.1"),
                                build("none", "1.1")),
                        List.of(build("good", "1.2"), build("good", "1.1"))))
                .containsExactly(
                        "old:amd64 is 1.0 and should be 1.1",
                        "half:amd64 1.1 is half-configured and should be 1.1",
                        "again:amd64 1.1 is reinstreq and should be 1.1",
                        "left:amd64 is not installed and should be 1.1",
                        "none:amd64 is not installed and should be 1.1",
                        "good:amd64 is 1.1 and should be gone",
                        "good:amd64 is 1.1 and should be gone");
    }

    @Test
    void a_version_that_only_compares_equal_is_another() throws ChangeException {
        assertThat(differences(List.of(build("good", "0:1.1")), List.of())).hasSize(1);
    }
}
