package dev.fettle.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The picture of a state machine in a document, as its test draws it: an arrow for each way from one state to another. */
public final class StatePicture {
    private static final String END = "<!-- end of states -->\n";

    private final Map<String, Set<String>> arrows = new LinkedHashMap<>();
    private final String begins;

    /** @param begins how it begins, such as {@code [*] --> waiting: given} */
    public StatePicture(String begins) {
        this.begins = begins;
    }

    public void arrow(String from, String to, String because) {
        arrows.computeIfAbsent(from + " --> " + to, _ -> new LinkedHashSet<>()).add(because);
    }

    /**
     * Asserts that it stands in a document; with -Dfettle.write-docs it is written there first.
     *
     * @param document its name in the folder docs, with a place for the picture that names the test
     * @param ends how it ends
     */
    public void assertStandsIn(String document, Class<?> test, String... ends) throws IOException {
        Path file = Path.of("..", "docs", document);
        String begin = "<!-- states: made by " + test.getSimpleName() + " -->\n";
        String made = begin + "```mermaid\n" + drawn(ends) + "```\n" + END;
        String text = Files.readString(file);
        int from = text.indexOf(begin);
        int to = text.indexOf(END) + END.length();
        assertThat(from)
                .as("the place for the picture in " + file)
                .isNotNegative()
                .isLessThan(to);
        if (System.getProperty("fettle.write-docs") != null) {
            Files.writeString(file, text.substring(0, from) + made + text.substring(to));
        }
        assertThat(Files.readString(file))
                .as("made anew by: mvn -pl core test -Dtest=" + test.getSimpleName() + " -Dfettle.write-docs=1")
                .contains(made);
    }

    private String drawn(String... ends) {
        StringBuilder picture = new StringBuilder("stateDiagram-v2\n    " + begins + "\n");
        arrows.forEach((arrow, because) -> picture.append("    ")
                .append(arrow)
                .append(": ")
                .append(String.join(", ", because))
                .append('\n'));
        for (String end : ends) {
            picture.append("    ").append(end).append('\n');
        }
        return picture.toString();
    }
}
