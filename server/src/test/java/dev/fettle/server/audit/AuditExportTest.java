package dev.fettle.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.ChainVerdict;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.SetClock;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.trail.TrailVerification;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.support.TransactionTemplate;

/** Exports, and the list of the page, over the same entries. */
final class AuditExportTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final int ENTRIES = 30;

    @TempDir
    Path folder;

    private final TestServerDatabase database = TestServerDatabase.fresh();
    private final SetClock clock = new SetClock(NOON);
    private final Audit audit = TestAudit.in(database, clock);
    private final ChainStore chain = new ChainStore(database.jdbc());
    private final EntryListStore list = new EntryListStore(database.jdbc());
    private SealingThread sealing;
    private KeyFolder keys;
    private AuditExport export;

    @BeforeEach
    void write() throws Exception {
        try (DataFolder data = DataFolder.open(folder)) {
            keys = KeyFolder.of(data);
        }
        sealing = new SealingThread(new Sealer(chain, audit, keys, database.transactions(), clock), new SealBell());
        sealing.start();
        export = new AuditExport(new TrailStore(database.jdbc(), chain), chain, sealing, database.transactions());
        TransactionTemplate transaction = new TransactionTemplate(database.transactions());
        for (int number = 0; number < ENTRIES; number++) {
            clock.set(NOON.plusSeconds(number));
            String host = Integer.toString(number % 3);
            Actor actor = number % 2 == 0
                    ? TestAudit.SOMEBODY
                    : Actor.token("bob", "ci", "operator", "192.0.2.9", "request-" + number);
            transaction.executeWithoutResult(_ -> audit.append(
                    actor,
                    new Deed(
                            "host.described",
                            new AuditSubject("host", host, "=cmd|' /C calc'!A0 " + host),
                            Map.of("owner", "a"),
                            Map.of("owner", "b"),
                            "because, \"quoted\"\nlines")));
        }
    }

    @AfterEach
    void close() {
        sealing.stop();
        database.close();
    }

    private String exported(Selection selection, AuditExport.Format format) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        export.write(out, selection, format);
        return out.toString(StandardCharsets.UTF_8);
    }

    private ChainVerdict verify(String lines) throws Exception {
        return TrailVerification.verify(
                new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)),
                keys.trusted(),
                keys.lastKept().stream().toList(),
                _ -> {});
    }

    @Test
    void all_of_it_is_proven_and_so_is_a_part() throws Exception {
        ChainVerdict all = verify(exported(new Selection.Everything(), AuditExport.Format.JSON_LINES));
        assertThat(all.proven()).isTrue();
        assertThat(all.told()).isEqualTo(ENTRIES + 1);

        String ofOne = exported(new Selection.About("host", "1"), AuditExport.Format.JSON_LINES);
        ChainVerdict one = verify(ofOne);
        assertThat(one.tampering()).isEmpty();
        assertThat(one.proven()).isTrue();
        assertThat(one.told()).isEqualTo(ENTRIES / 3);
        assertThat(one.first()).isEqualTo(3);
        assertThat(ofOne).doesNotContain("\"id\":\"2\"").contains("withheld");
        assertThat(verify(ofOne.replaceFirst("because", "becausE")).tampering()).isPresent();

        String some = exported(
                new Selection.During(NOON.plusSeconds(10), NOON.plusSeconds(20)), AuditExport.Format.JSON_LINES);
        ChainVerdict during = verify(some);
        assertThat(during.proven()).isTrue();
        assertThat(during.told()).isEqualTo(10);

        ChainVerdict none = verify(exported(new Selection.About("host", "none"), AuditExport.Format.JSON_LINES));
        assertThat(none.tampering()).isEmpty();
        assertThat(none.proven()).isFalse();
    }

    @Test
    void a_spreadsheet_takes_no_cell_for_a_formula() throws Exception {
        String csv = exported(new Selection.About("host", "1"), AuditExport.Format.CSV);

        assertThat(csv).startsWith("number,at,").contains("'=cmd|", "\"because, \"\"quoted\"\"\nlines\"");
        assertThat(csv).doesNotContainPattern("(^|[,\"])=cmd");
    }

    private static EntryListStore.Wanted wanted(String person, String kind, String about) {
        return new EntryListStore.Wanted(person, kind, "", about, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void the_list_is_filtered_and_goes_on_where_it_ended() {
        sealing.settle();
        assertThat(list.kinds()).containsExactly("audit.key-changed", "host.described");
        assertThat(list.newest(wanted("bob", "", ""), 100)).hasSize(ENTRIES / 2);
        assertThat(list.newest(wanted("ann", "host.described", "2"), 100)).hasSize(5);
        assertThat(list.newest(wanted("", "", "=cmd|' /C calc'!A0 2"), 100)).hasSize(ENTRIES / 3);
        assertThat(list.newest(wanted("", "no.such", "'; drop table audit_entry --"), 100))
                .isEmpty();
        assertThat(list.newest(
                        new EntryListStore.Wanted(
                                "",
                                "",
                                "",
                                "",
                                Optional.of(NOON.plusSeconds(5)),
                                Optional.of(NOON.plusSeconds(8)),
                                Optional.empty()),
                        100))
                .extracting(EntryListStore.Listed::at)
                .containsExactly(NOON.plusSeconds(7), NOON.plusSeconds(6), NOON.plusSeconds(5));

        List<EntryListStore.Listed> all = list.newest(wanted("", "", ""), 100);
        EntryListStore.Listed tenth = all.get(9);
        List<EntryListStore.Listed> rest = list.newest(
                new EntryListStore.Wanted(
                        "",
                        "",
                        "",
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new EntryListStore.Place(tenth.at(), tenth.id()))),
                100);
        assertThat(rest).isEqualTo(all.subList(10, all.size()));
        assertThat(all).allSatisfy(each -> assertThat(each.number()).isPositive());
    }

    @Test
    void an_entry_is_told_in_a_sentence_and_unknown_kinds_are_too() {
        AuditSubject host = new AuditSubject("host", "7", "web-07");
        assertThat(EntrySentence.of(TestAudit.SOMEBODY, Deed.of("host.described", host)))
                .isEqualTo("ann described the host web-07.");
        assertThat(EntrySentence.of(Actor.token("bob", "ci", "operator", "", ""), Deed.of("scan.asked", host)))
                .isEqualTo("bob, by the token ci, had a scan of web-07 begun.");
        assertThat(EntrySentence.of(Actor.server("feed x"), Deed.of("change.window-moved", host)))
                .isEqualTo("The server (feed x): change window moved (web-07).");
    }
}
