package dev.fettle.trail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditChain;
import dev.fettle.core.audit.AuditEntry;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.ChainPart;
import dev.fettle.core.audit.ChainVerdict;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.audit.Tampering;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Tampers with an exported trail in every way there is, 10,000 times: a field of an entry or checkpoint changed, lines
 * removed, swapped, copied, made up with hashes that fit, and the end cut off, also so that the file looks whole.
 */
final class TamperedExportTest {
    private static final int TAMPERINGS = Integer.getInteger("fettle.tamperings", 10_000);
    private static final long SEED = Long.getLong("fettle.tampering.seed", 20261120);
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.5Z");
    private static final int ENTRIES = 60;
    private static final int ENTRIES_PER_CHECKPOINT = 20;
    private static final Pattern VALUE = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\d+");
    private static final Pattern NUMBER = Pattern.compile("\"number\":(\\d+)");

    private final Random random = new Random(SEED);
    private final KeyPair pair;
    private final VerificationKey key;
    private final List<ChainPart> parts = new ArrayList<>();
    private final List<String> lines;
    private Checkpoint last;

    TamperedExportTest() throws Exception {
        pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        key = VerificationKey.ofDer(Octets.of(pair.getPublic().getEncoded()));
        Octets hash = AuditChain.START;
        for (int number = 1; number <= ENTRIES; number++) {
            AuditEntry entry = entry(number, "");
            hash = AuditChain.next(hash, entry.digest());
            parts.add(new ChainPart.Told(entry, entry.digest(), hash));
            if (number % ENTRIES_PER_CHECKPOINT == 0) {
                last = Checkpoint.sign(number, hash, NOON, key, pair.getPrivate());
                parts.add(new ChainPart.Signed(last));
            }
        }
        lines = written(parts);
    }

    private static AuditEntry entry(long number, String why) {
        Random own = new Random(number);
        byte[] salt = new byte[AuditEntry.SALT_BYTES];
        own.nextBytes(salt);
        return new AuditEntry(
                number,
                NOON.plusMillis(number * 777),
                Actor.token("ann", "ci", "operator", "192.0.2." + number, "r-" + number),
                new Deed(
                        "host.described",
                        new AuditSubject("host", Long.toString(own.nextInt(9)), "web-\u00fc-" + number),
                        Map.of("owner", "\ud83d\udc27 team", "tags", "a, b"),
                        Map.of("owner", "other", "environment", "prod" + number),
                        why),
                Octets.of(salt));
    }

    private static List<String> written(List<ChainPart> parts) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TrailWriter writer = new TrailWriter(out, 1, AuditChain.START);
        for (ChainPart part : parts) {
            writer.write(part);
        }
        writer.end();
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private ChainVerdict verify(List<String> tampered) throws Exception {
        byte[] bytes = (String.join("\n", tampered) + "\n").getBytes(StandardCharsets.UTF_8);
        return TrailVerification.verify(new ByteArrayInputStream(bytes), List.of(key), List.of(last), _ -> {});
    }

    /** The entry that a line is, or that stands before it. */
    private long at(List<String> all, int line) {
        for (int i = line; i >= 0; i--) {
            Matcher number = NUMBER.matcher(all.get(i));
            if (all.get(i).startsWith("{\"entry\"") && number.find()) {
                return Long.parseLong(number.group(1));
            }
        }
        return 0;
    }

    /** What was done, and to which entry at first; from 1 to the one behind the last. */
    private record Tampered(String what, List<String> lines, long from, long to) {}

    @Test
    void every_tampering_is_found_and_the_first_entry_is_named() throws Exception {
        System.out.println("Tampered export: seed " + SEED + ", " + TAMPERINGS + " tamperings");
        assertThat(verify(lines).proven()).isTrue();
        Map<String, Integer> found = new TreeMap<>();
        for (int round = 0; round < TAMPERINGS; round++) {
            Tampered tampered = tamper();
            if (tampered.lines().equals(lines)) {
                round--;
                continue;
            }
            ChainVerdict verdict;
            try {
                verdict = verify(tampered.lines());
            } catch (TrailException _) {
                assertThat(tampered.from()).as(tampered.what()).isZero();
                found.merge(tampered.what() + " (refused)", 1, Integer::sum);
                continue;
            }
            assertThat(verdict.tampering())
                    .as("%s, round %d:%n%s", tampered.what(), round, String.join("\n", tampered.lines()))
                    .isPresent();
            Tampering first = verdict.tampering().get();
            assertThat(first.from() <= tampered.to() && first.to() >= tampered.from())
                    .as("%s at %d to %d was told as: %s", tampered.what(), tampered.from(), tampered.to(), first)
                    .isTrue();
            found.merge(tampered.what(), 1, Integer::sum);
        }
        System.out.println("All found: " + found);
    }

    private Tampered tamper() throws Exception {
        List<String> all = new ArrayList<>(lines);
        int line = 1 + random.nextInt(all.size() - 2);
        long entry = Math.max(1, at(all, line));
        return switch (random.nextInt(8)) {
            case 0, 1 -> changed(all, random.nextInt(all.size()));
            case 2 -> {
                int count = 1 + random.nextInt(Math.min(5, all.size() - 1 - line));
                boolean only =
                        all.subList(line, line + count).stream().allMatch(each -> each.contains("\"checkpoint\":"));
                if (only) {
                    yield new Tampered("none", lines, 0, 0); // to leave a checkpoint out changes nothing that is told
                }
                all.subList(line, line + count).clear();
                yield new Tampered("removed", all, entry, entry + count);
            }
            case 3 -> {
                int other = 1 + random.nextInt(all.size() - 2);
                Collections.swap(all, line, other);
                long first = Math.max(1, Math.min(entry, at(lines, other)));
                yield new Tampered("swapped", all, first, first + 1);
            }
            case 4 -> {
                int to = 1 + random.nextInt(all.size() - 2);
                if (all.get(line).contains("\"checkpoint\":")) {
                    yield new Tampered("none", lines, 0, 0);
                }
                all.add(to, lines.get(line));
                yield new Tampered("copied", all, 1, ENTRIES + 1);
            }
            case 5 -> rewritten((int) entry);
            case 6 -> {
                int cut = 1 + random.nextInt(all.size() - 1);
                yield new Tampered("cut off", all.subList(0, cut), at(lines, cut - 1) + 1, ENTRIES + 1);
            }
            default -> {
                // As a whole file that simply ends earlier.
                int cut = 1 + random.nextInt(all.size() - 2);
                List<ChainPart> kept = parts.subList(0, cut - 1);
                if (kept.size() >= parts.size() - 1) {
                    yield new Tampered("none", lines, 0, 0);
                }
                yield new Tampered("cut off, looking whole", written(kept), at(lines, cut - 1) + 1, ENTRIES + 1);
            }
        };
    }

    /** One value of a line, changed by a character or replaced by that of the same place elsewhere. */
    private Tampered changed(List<String> all, int line) {
        String text = all.get(line);
        List<int[]> values = new ArrayList<>();
        Matcher value = VALUE.matcher(text);
        while (value.find()) {
            values.add(new int[] {value.start(), value.end()});
        }
        int[] chosen = values.get(random.nextInt(values.size()));
        int position = chosen[0] + random.nextInt(chosen[1] - chosen[0]);
        StringBuilder other = new StringBuilder(text);
        switch (random.nextInt(3)) {
            case 0 -> other.setCharAt(position, (char) ('!' + random.nextInt(94)));
            case 1 -> other.insert(position, (char) ('0' + random.nextInt(10)));
            default -> other.deleteCharAt(position);
        }
        all.set(line, other.toString());
        if (line == 0) {
            return new Tampered("changed", all, 0, Long.MAX_VALUE); // where all of it begins
        }
        long entry = at(lines, line);
        boolean checkpoint = text.contains("\"checkpoint\":") || line == all.size() - 1;
        return new Tampered("changed", all, entry, checkpoint ? entry + 1 : entry);
    }

    /** An entry changed, or a made-up one put in, and every hash behind it computed anew. */
    private Tampered rewritten(int from) throws Exception {
        boolean insert = random.nextBoolean();
        boolean remove = !insert && random.nextBoolean();
        List<ChainPart> other = new ArrayList<>();
        Octets hash = AuditChain.START;
        int shift = 0;
        for (ChainPart part : parts) {
            if (!(part instanceof ChainPart.Told told)) {
                other.add(part);
                continue;
            }
            long number = told.entry().number();
            if (number == from && insert) {
                AuditEntry forged = entry(number, "put in");
                hash = AuditChain.next(hash, forged.digest());
                other.add(new ChainPart.Told(forged, forged.digest(), hash));
                shift = 1;
            }
            if (number == from && remove) {
                shift = -1;
                continue;
            }
            AuditEntry entry = new AuditEntry(
                    number + shift,
                    told.entry().at(),
                    told.entry().actor(),
                    number == from && !insert
                            ? told.entry().deed().because("forged")
                            : told.entry().deed(),
                    told.entry().salt());
            hash = AuditChain.next(hash, entry.digest());
            other.add(new ChainPart.Told(entry, entry.digest(), hash));
        }
        return new Tampered(
                (insert ? "put in" : remove ? "removed" : "changed") + ", hashes anew", written(other), from, from);
    }
}
