package dev.fettle.core.plan;

import dev.fettle.core.assessment.Tier;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.Report;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.signing.Octets;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A content as bytes, and back; bytes that say the same in another way are not read. Numbers are big endian; a text is the number of its bytes in UTF-8 (4 bytes) and those; a
 * list is the number of its members (4) and they; words of a fixed choice are texts. The hosts of a wave are its last part:
 * 20 bytes each, its number (8), class (4), rank (4) and the place of its cluster in the wave's list of names (4).
 *
 * <p>There are two kinds. In the second, files follow each class: the place of the build among those of the class (4), bytes (8), SHA-256 as a
 * text. A content without any file is of the first kind, so what was approved before there were files keeps its bytes.
 */
final class ContentForm {
    private static final String PLAIN = "fettle.change.1";

    private static final String WITH_FILES = "fettle.change.2";
    private static final int HOST = Long.BYTES + 3 * Integer.BYTES;

    private ContentForm() {}

    static byte[] bytes(ChangeContent content) {
        boolean files =
                content.plan().classes().stream().anyMatch(each -> !each.files().isEmpty());
        Pieces pieces = new Pieces().text(files ? WITH_FILES : PLAIN);
        WishForm.write(pieces, content.wish());
        Plan plan = content.plan();
        pieces.list(plan.classes(), files ? ContentForm::withFiles : ContentForm::write);
        pieces.list(plan.waves(), ContentForm::write);
        pieces.list(
                plan.leftOut(),
                (to, each) -> to.text(each.why().word()).text(each.because()).list(each.hosts(), Pieces::number));
        return pieces.text(plan.highest().name()).texts(plan.warnings()).bytes();
    }

    static Optional<ChangeContent> read(byte[] bytes) {
        try {
            PieceReader from = new PieceReader(bytes);
            String kind = from.text();
            if (!kind.equals(PLAIN) && !kind.equals(WITH_FILES)) {
                return Optional.empty();
            }
            ChangeWish wish = WishForm.read(from);
            Plan plan = new Plan(
                    from.list(kind.equals(PLAIN) ? ContentForm::hostClass : ContentForm::hostClassWithFiles),
                    from.list(ContentForm::wave),
                    from.list(each -> new LeftOut(
                            LeftOut.Why.of(each.text()).orElseThrow(ContentForm::strange),
                            each.text(),
                            each.list(PieceReader::number))),
                    Criticality.valueOf(from.text()),
                    from.texts());
            ChangeContent content = new ChangeContent(wish, plan);
            return Arrays.equals(bytes(content), bytes) ? Optional.of(content) : Optional.empty();
        } catch (IllegalArgumentException | BufferUnderflowException _) {
            return Optional.empty();
        }
    }

    static IllegalArgumentException strange() {
        return new IllegalArgumentException("A word that a newer version may know.");
    }

    private static void write(Pieces to, HostClass each) {
        to.text(each.platform().toString());
        to.list(each.changes(), ContentForm::write);
        to.texts(each.aftermath().rebootFor()).texts(each.aftermath().restartFor());
        to.seconds(each.expected()).number(each.bytes());
        to.list(
                each.closes(),
                (there, closed) ->
                        there.text(closed.vulnerability()).text(closed.tier().name()));
        to.texts(each.notes());
    }

    private static void withFiles(Pieces to, HostClass each) {
        write(to, each);
        List<ExactBuild> builds = each.builds();
        to.list(
                each.files(),
                (there, file) -> there.count(builds.indexOf(file.build()))
                        .number(file.bytes())
                        .text(file.sha256().hex()));
    }

    private static HostClass hostClassWithFiles(PieceReader from) {
        HostClass plain = hostClass(from);
        List<ExactBuild> builds = plain.builds();
        List<BuildFile> files = from.list(each -> {
            int place = each.whole();
            if (place < 0 || place >= builds.size()) {
                throw strange();
            }
            return new BuildFile(builds.get(place), each.number(), new Octets(each.text()));
        });
        return new HostClass(
                plain.platform(),
                plain.changes(),
                plain.aftermath(),
                plain.expected(),
                plain.bytes(),
                plain.closes(),
                plain.notes(),
                files);
    }

    private static HostClass hostClass(PieceReader from) {
        return new HostClass(
                Platform.parse(from.text()),
                from.list(ContentForm::change),
                new Aftermath(from.texts(), from.texts()),
                from.seconds(),
                from.number(),
                from.list(each -> new HostClass.Closed(each.text(), Tier.valueOf(each.text()))),
                from.texts());
    }

    private static void write(Pieces to, Report.Change change) {
        to.text(change.name()).text(change.architecture());
        to.text(text(change.before())).text(text(change.after()));
    }

    private static Report.Change change(PieceReader from) {
        return new Report.Change(from.text(), from.text(), version(from.text()), version(from.text()));
    }

    /** No version is empty. */
    private static String text(@Nullable DebVersion version) {
        return version == null ? "" : version.text();
    }

    private static @Nullable DebVersion version(String text) {
        return text.isEmpty() ? null : new DebVersion(text);
    }

    private static void write(Pieces to, PlannedWave wave) {
        to.text(wave.name());
        WishForm.write(to, wave.gate());
        to.seconds(wave.soak()).seconds(wave.expected());
        Map<String, Integer> clusters = new LinkedHashMap<>();
        wave.hosts().forEach(host -> clusters.putIfAbsent(host.cluster(), clusters.size()));
        to.texts(clusters.keySet());
        ByteBuffer hosts = ByteBuffer.allocate(HOST * wave.hosts().size());
        for (PlannedWave.PlannedHost host : wave.hosts()) {
            hosts.putLong(host.host()).putInt(host.kind()).putInt(host.rank());
            hosts.putInt(clusters.getOrDefault(host.cluster(), 0));
        }
        to.count(wave.hosts().size()).raw(hosts.array());
    }

    private static PlannedWave wave(PieceReader from) {
        String name = from.text();
        Gate gate = WishForm.gate(from);
        var soak = from.seconds();
        var expected = from.seconds();
        List<String> clusters = from.texts();
        int count = from.count();
        List<PlannedWave.PlannedHost> hosts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long host = from.number();
            int kind = from.whole();
            int rank = from.whole();
            int cluster = from.whole();
            if (cluster < 0 || cluster >= clusters.size()) {
                throw strange();
            }
            hosts.add(new PlannedWave.PlannedHost(host, kind, clusters.get(cluster), rank));
        }
        return new PlannedWave(name, gate, soak, hosts, expected);
    }
}
