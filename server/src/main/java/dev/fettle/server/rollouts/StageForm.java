package dev.fettle.server.rollouts;

import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.TakeBack;
import dev.fettle.core.rollout.Why;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A stage as a text of JSON, so that the table keeps all of it. */
final class StageForm {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String STAGE = "stage";
    private static final String WAVE = "wave";
    private static final String WHICH = "which";
    private static final String WHY = "why";
    private static final String FAILED = "failed";
    private static final String LEAST = "least";
    private static final String TRIED = "tried";

    private StageForm() {}

    static String text(Stage stage) {
        return node(stage).toString();
    }

    /** @throws IllegalStateException if it is none that {@link #text} gave */
    static Stage read(String text) {
        try {
            return stage(JSON.readTree(text));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IllegalStateException("A roll-out is at a stage that nobody knows: " + text, e);
        }
    }

    private static ObjectNode node(Stage stage) {
        ObjectNode node = JSON.createObjectNode();
        switch (stage) {
            case Stage.Scheduled() -> node.put(STAGE, "scheduled");
            case Stage.Rolling(int wave) -> node.put(STAGE, "rolling").put(WAVE, wave);
            case Stage.Soaking(int wave, Instant until) ->
                node.put(STAGE, "soaking").put(WAVE, wave).put("until", until.toString());
            case Stage.TakingBack(int wave, TakeBack which, Why.Breach why) ->
                node.put(STAGE, "taking-back")
                        .put(WAVE, wave)
                        .put(WHICH, which.word())
                        .set(WHY, node(why));
            case Stage.Paused(Stage held, Why why) ->
                node.put(STAGE, "paused").set("held", node(held)).set(WHY, node(why));
            case Stage.Ending(int wave, TakeBack which, String by) ->
                node.put(STAGE, "ending")
                        .put(WAVE, wave)
                        .put(WHICH, which.word())
                        .put("by", by);
            case Stage.Ended(Stage.End end, Instant at) ->
                node.put(STAGE, "ended")
                        .put("end", end.name().toLowerCase(Locale.ROOT))
                        .put("at", at.toString());
        }
        return node;
    }

    private static ObjectNode node(Why why) {
        ObjectNode node = JSON.createObjectNode();
        switch (why) {
            case Why.Person(String name) -> node.put(WHY, "person").put("name", name);
            case Why.Breach(int wave, int failed, int hosts) ->
                node.put(WHY, "breach").put(WAVE, wave).put(FAILED, failed).put("hosts", hosts);
            case Why.TooFew(int wave, int succeeded, int least) ->
                node.put(WHY, "too-few")
                        .put(WAVE, wave)
                        .put("succeeded", succeeded)
                        .put(LEAST, least);
            case Why.TooSmall(int wave, int tried, int least) ->
                node.put(WHY, "too-small").put(WAVE, wave).put(TRIED, tried).put(LEAST, least);
            case Why.RateTooHigh(int wave, int failed, int tried) ->
                node.put(WHY, "rate").put(WAVE, wave).put(FAILED, failed).put(TRIED, tried);
        }
        return node;
    }

    private static Stage stage(JsonNode node) {
        return switch (word(node, STAGE)) {
            case "scheduled" -> new Stage.Scheduled();
            case "rolling" -> new Stage.Rolling(number(node, WAVE));
            case "soaking" -> new Stage.Soaking(number(node, WAVE), Instant.parse(word(node, "until")));
            case "taking-back" -> new Stage.TakingBack(number(node, WAVE), which(node), breach(node.path(WHY)));
            case "paused" -> new Stage.Paused(stage(node.path("held")), why(node.path(WHY)));
            case "ending" -> new Stage.Ending(number(node, WAVE), which(node), word(node, "by"));
            case "ended" ->
                new Stage.Ended(
                        Stage.End.valueOf(word(node, "end").toUpperCase(Locale.ROOT)), Instant.parse(word(node, "at")));
            default -> throw new IllegalArgumentException("no stage");
        };
    }

    private static Why why(JsonNode node) {
        int wave = node.path(WAVE).asInt(0);
        return switch (word(node, WHY)) {
            case "person" -> new Why.Person(word(node, "name"));
            case "breach" -> breach(node);
            case "too-few" -> new Why.TooFew(wave, number(node, "succeeded"), number(node, LEAST));
            case "too-small" -> new Why.TooSmall(wave, number(node, TRIED), number(node, LEAST));
            case "rate" -> new Why.RateTooHigh(wave, number(node, FAILED), number(node, TRIED));
            default -> throw new IllegalArgumentException("no reason");
        };
    }

    private static Why.Breach breach(JsonNode node) {
        return new Why.Breach(number(node, WAVE), number(node, FAILED), number(node, "hosts"));
    }

    private static TakeBack which(JsonNode node) {
        return TakeBack.of(word(node, WHICH)).orElseThrow(() -> new IllegalArgumentException("nothing to take back"));
    }

    private static String word(JsonNode node, String name) {
        return node.required(name).stringValue();
    }

    private static int number(JsonNode node, String name) {
        return node.required(name).intValue();
    }
}
