package dev.fettle.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Access;
import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every page, also with hostile text wherever a host or a feed may write. */
class TemplatesTest {
    private static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202e";
    private static final String TOKEN = "token-7\"<b>";
    private static final Pattern TAG = Pattern.compile("<[a-zA-Z][^>]*>");
    private static final Pattern FORM = Pattern.compile("<form\\b[^>]*method=\"post\".*?</form>", Pattern.DOTALL);
    private static final Pattern ADDRESS = Pattern.compile("\\b(?:href|src|action|hx-get|hx-post)=\"([^\"]*)\"");
    private static final Pattern FIELD = Pattern.compile("<(?:input(?![^>]*hidden)|select)\\b[^>]*\\bid=\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile("\\sid=\"([^\"]+)\"");
    private static final TemplateEngine ENGINE = TemplateEngine.createPrecompiled(
            null, ContentType.Html, TemplatesTest.class.getClassLoader(), "dev.fettle.server.templates");
    private static final Assets ASSETS = new Assets();

    static List<String> names() {
        return List.copyOf(new SamplePages("").all().keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void hostile_text_stays_text(String name) {
        String html = render(name, HOSTILE);

        assertThat(html).doesNotContain("<script>alert", "<img src=x", "7\"<b>");
        assertThat(tags(html)).as("tags").hasSameSizeAs(tags(render(name, "calm")));
    }

    @ParameterizedTest
    @MethodSource("names")
    void nothing_is_inline_and_nothing_is_fetched_from_elsewhere(String name) {
        String html = render(name, "calm");

        for (String tag : tags(html)) {
            assertThat(tag).doesNotContainPattern("\\s(?:style|on[a-z]+|hx-on[^=]*)\\s*=");
        }
        assertThat(html).doesNotContain("<style", "javascript:").doesNotContainPattern("<script(?![^>]*\\bsrc=\"/)");
        assertThat(matches(ADDRESS, html))
                .filteredOn(address -> !html.contains("<a class=\"button\" href=\"" + SamplePeople.PROVIDERS_END + "\"")
                        || !address.equals(SamplePeople.PROVIDERS_END))
                .allMatch(address -> address.matches("|[?#].*|/|/[^/].*"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_form_that_changes_something_proves_that_it_is_ours(String name) {
        String html = render(name, "calm");

        assertThat(FORM.matcher(html).results().map(MatchResult::group))
                .allMatch(form -> form.contains("name=\"_csrf\" value=\"token-7&#34;&lt;b>\""));
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_field_has_a_label_and_every_id_is_given_once(String name) {
        String html = render(name, "calm");

        assertThat(matches(FIELD, html)).allMatch(id -> html.contains("<label for=\"" + id + "\""));
        assertThat(matches(ID, html)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scans-unwanted", "bar-unwanted"})
    void where_the_settings_want_no_scan_that_is_said_and_none_can_be_begun(String name) {
        String html = render(name, "calm");

        assertThat(html)
                .contains("This machine is not scanned; <code>scan.this-machine</code> in the settings turns that on.")
                .doesNotContain("action=\"/scans", "Scan now");
    }

    private static List<String> tags(String html) {
        return TAG.matcher(html).results().map(MatchResult::group).toList();
    }

    private static List<String> matches(Pattern pattern, String html) {
        return pattern.matcher(html).results().map(found -> found.group(1)).toList();
    }

    private static String render(String name, String text) {
        SamplePages.Sample sample = new SamplePages(text).all().get(name);
        assertThat(sample).as(name).isNotNull();
        boolean outside = sample.template().startsWith("people/");
        Frame frame = new Frame(
                sample.path(),
                outside ? null : "admin" + text,
                new Access(List.of(new Grant(Role.ADMINISTRATOR, Scope.everything()))),
                new Frame.Csrf("_csrf", "X-CSRF-TOKEN", TOKEN),
                List.of("The clock was set back. " + text),
                ASSETS,
                "0.1.0",
                SamplePages.NOW,
                ZoneOffset.UTC);
        StringOutput output = new StringOutput();
        ENGINE.render(sample.template() + ".jte", Map.of("frame", frame, "page", sample.page()), output);
        return output.toString();
    }
}
