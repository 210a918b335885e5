package dev.fettle.server.changes;

import dev.fettle.core.approval.Approval;
import dev.fettle.core.approval.Asked;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.HostClass;
import dev.fettle.core.plan.Plan;
import dev.fettle.core.plan.PlannedWave;
import dev.fettle.core.plan.WaveLine;
import dev.fettle.wire.ChangeBuildItem;
import dev.fettle.wire.ChangeDetail;
import dev.fettle.wire.ChangeItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes as the API tells them. */
final class ChangeWire {
    private static final int HOSTS = 1_000;

    private ChangeWire() {}

    static ChangeItem item(Change change) {
        Optional<Asked> asked = change.state().request();
        return new ChangeItem(
                change.number(),
                change.title(),
                change.type().word(),
                change.ticket(),
                change.state().word(),
                change.draftedBy(),
                change.draftedAt(),
                change.editedBy(),
                change.plannedAt(),
                change.content().hex(),
                change.hosts(),
                change.leftOpen(),
                change.findings(),
                asked.map(Asked::proposer).orElse(null),
                asked.map(Asked::needed).orElse(null),
                asked.map(each -> each.given().stream().map(Approval::person).toList())
                        .orElse(List.of()),
                asked.map(Asked::owedUntil).orElse(null),
                change.decidedWhy().isEmpty() ? null : change.decidedWhy());
    }

    static ChangeBuildItem build(ChangeBuilds.ChangeBuild build) {
        return new ChangeBuildItem(
                build.build(),
                build.bytes() == 0 ? null : build.bytes(),
                build.sha256().isEmpty() ? null : build.sha256(),
                build.state().name().toLowerCase(Locale.ROOT),
                build.percent(),
                build.host().isEmpty() ? null : build.host(),
                build.at(),
                build.why().isEmpty() ? null : build.why());
    }

    static ChangeDetail detail(Change change, ChangeContent content, List<String> windows, @Nullable Alert alert) {
        Plan plan = content.plan();
        List<Integer> sizes = plan.sizes();
        List<ChangeDetail.HostClass> classes = new ArrayList<>();
        for (int i = 0; i < plan.classes().size(); i++) {
            classes.add(hostClass(plan.classes().get(i), sizes.get(i)));
        }
        List<ChangeDetail.Wave> waves = new ArrayList<>();
        for (int i = 0; i < plan.waves().size(); i++) {
            PlannedWave wave = plan.waves().get(i);
            waves.add(new ChangeDetail.Wave(
                    wave.name(),
                    WaveLine.write(content.wish().waves().get(i)),
                    wave.hosts().size(),
                    wave.expected().toSeconds(),
                    wave.hosts().stream()
                            .limit(HOSTS)
                            .map(PlannedWave.PlannedHost::host)
                            .toList()));
        }
        return new ChangeDetail(
                item(change),
                WishText.write(content.wish()),
                plan.fault().orElse(null),
                plan.warnings(),
                plan.vulnerabilities(),
                plan.exploited(),
                plan.reboots(),
                windows,
                classes,
                waves,
                plan.leftOut().stream()
                        .map(each -> new ChangeDetail.LeftOut(
                                each.why().word(),
                                each.because(),
                                each.hosts().size(),
                                each.hosts().stream().limit(HOSTS).toList()))
                        .toList(),
                alert == null
                        ? null
                        : new ChangeDetail.Alert(
                                alert.raisedAt(), alert.told(), alert.open() ? null : alert.acknowledgedBy()));
    }

    private static ChangeDetail.HostClass hostClass(HostClass what, int hosts) {
        return new ChangeDetail.HostClass(
                what.platform().toString(),
                hosts,
                what.builds().stream().map(ExactBuild::toString).toList(),
                what.aftermath().rebootFor(),
                what.aftermath().restartFor(),
                what.expected().toSeconds(),
                what.bytes(),
                what.closes().stream().map(HostClass.Closed::vulnerability).toList(),
                what.notes());
    }
}
