package dev.fettle.core.plan;

import java.nio.BufferUnderflowException;
import java.util.List;
import java.util.Optional;

/** A wish as bytes, and back, as {@link ContentForm} says. */
public final class WishForm {
    private static final String KIND = "fettle.wish.1";

    private WishForm() {}

    /** Of a wish alone. */
    public static byte[] bytes(ChangeWish wish) {
        Pieces pieces = new Pieces().text(KIND);
        write(pieces, wish);
        return pieces.bytes();
    }

    /** What {@link #bytes} gave; empty if these are no such bytes. */
    public static Optional<ChangeWish> read(byte[] bytes) {
        try {
            PieceReader from = new PieceReader(bytes);
            if (!from.text().equals(KIND)) {
                return Optional.empty();
            }
            ChangeWish wish = read(from);
            return from.atEnd() ? Optional.of(wish) : Optional.empty();
        } catch (IllegalArgumentException | BufferUnderflowException _) {
            return Optional.empty();
        }
    }

    static void write(Pieces to, ChangeWish wish) {
        to.text(wish.title()).text(wish.reason()).text(wish.ticket());
        to.text(wish.type().word()).count(wish.repeatable() ? 1 : 0).number(wish.model());
        Selection selection = wish.selection();
        to.text(selection.word()).texts(selection.listed());
        to.count(selection instanceof Selection.Foremost(int steps) ? steps : 0);
        write(to, wish.hosts());
        to.list(wish.waves(), WishForm::write);
        to.texts(wish.ranks());
        Limits limits = wish.limits();
        to.count(limits.atOnce()).count(limits.unavailable()).count(limits.perMinute());
        to.count(limits.attempts()).seconds(limits.offline());
        to.text(wish.onBreach().word()).count(wish.ripeningDays());
    }

    static ChangeWish read(PieceReader from) {
        return new ChangeWish(
                from.text(),
                from.text(),
                from.text(),
                ChangeType.of(from.text()).orElseThrow(ContentForm::strange),
                from.whole() == 1,
                from.number(),
                Selection.of(from.text(), from.texts(), from.whole()),
                hosts(from),
                from.list(WishForm::wave),
                from.texts(),
                new Limits(from.whole(), from.whole(), from.whole(), from.whole(), from.seconds()),
                OnBreach.of(from.text()).orElseThrow(ContentForm::strange),
                from.whole());
    }

    private static void write(Pieces to, HostChoice choice) {
        switch (choice) {
            case HostChoice.Matching(String query) -> to.text("query").text(query);
            case HostChoice.Members(long group) -> to.text("group").number(group);
            case HostChoice.Listed(List<Long> hosts) -> to.text("list").list(hosts, Pieces::number);
        }
    }

    private static HostChoice hosts(PieceReader from) {
        return switch (from.text()) {
            case "query" -> new HostChoice.Matching(from.text());
            case "group" -> new HostChoice.Members(from.number());
            case "list" -> new HostChoice.Listed(from.list(PieceReader::number));
            default -> throw ContentForm.strange();
        };
    }

    private static void write(Pieces to, WaveRule wave) {
        to.text(wave.name());
        switch (wave.share()) {
            case WaveRule.Share.Percentage(int percent) -> to.text("percent").count(percent);
            case WaveRule.Share.Count(int hosts) -> to.text("count").count(hosts);
            case WaveRule.Share.Matching(String query) -> to.text("query").text(query);
            case WaveRule.Share.Rest() -> to.text("rest");
        }
        write(to, wave.gate());
        to.seconds(wave.soak());
    }

    private static WaveRule wave(PieceReader from) {
        String name = from.text();
        WaveRule.Share share =
                switch (from.text()) {
                    case "percent" -> new WaveRule.Share.Percentage(from.whole());
                    case "count" -> new WaveRule.Share.Count(from.whole());
                    case "query" -> new WaveRule.Share.Matching(from.text());
                    case "rest" -> new WaveRule.Share.Rest();
                    default -> throw ContentForm.strange();
                };
        return new WaveRule(name, share, gate(from), from.seconds());
    }

    static void write(Pieces to, Gate gate) {
        to.count(gate.leastSucceeded()).count(gate.mostFailed());
        to.count(gate.mostFailedPercent()).count(gate.rateLimitPercent());
    }

    static Gate gate(PieceReader from) {
        return new Gate(from.whole(), from.whole(), from.whole(), from.whole());
    }
}
