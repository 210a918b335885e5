package dev.fettle.core.plan;

import dev.fettle.core.order.Report;
import dev.fettle.core.product.Platform;
import dev.fettle.core.signing.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Which packages are changed on which platform, whatever their versions: what takes as long, as far as can be told before.
 *
 * @param digest 64 hexadecimal digits; equal for the same packages
 */
public record PackageSet(String digest) {
    public static PackageSet of(Platform platform, Collection<Report.Change> changes) {
        TreeSet<String> packages = new TreeSet<>();
        for (Report.Change each : changes) {
            String way = each.before() == null ? " comes" : each.after() == null ? " goes" : "";
            packages.add(each.name() + ":" + each.architecture() + way);
        }
        String text = platform + "\n" + String.join("\n", packages);
        return new PackageSet(
                Octets.sha256(text.getBytes(StandardCharsets.UTF_8)).hex());
    }
}
