package dev.fettle;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.fettle.ArchitectureTerms.aMain;
import static dev.fettle.ArchitectureTerms.allowedInCore;
import static dev.fettle.ArchitectureTerms.appendToTheAuditOrOnlyRead;
import static dev.fettle.ArchitectureTerms.banned;
import static dev.fettle.ArchitectureTerms.beginsTransactions;
import static dev.fettle.ArchitectureTerms.in;
import static dev.fettle.ArchitectureTerms.liveInAClassSurefireRuns;
import static dev.fettle.ArchitectureTerms.nameTheirExceptions;
import static dev.fettle.ArchitectureTerms.onlyImportFromBelow;
import static dev.fettle.ArchitectureTerms.speaksSql;
import static dev.fettle.ArchitectureTerms.standardStreams;
import static dev.fettle.ArchitectureTerms.target;
import static dev.fettle.ArchitectureTerms.theDatabasesStarter;
import static dev.fettle.ArchitectureTerms.trustedWithTheClock;
import static dev.fettle.ArchitectureTerms.wallClock;
import static dev.fettle.ArchitectureTerms.writesOnlyWhatNobodyDecides;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import dev.fettle.cli.FettleMain;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.commons.annotation.Testable;

/**
 * The rules of the architecture. Each is held against the code, and against violations planted in dev.fettle.planted:
 * so none can pass because it looks at nothing.
 */
final class ArchitectureTest {
    /** From bottom to top: a package of the core may import itself and the rows below its own. */
    private static final List<Set<String>> FLOW = List.of(
            Set.of("text", "product", "access", "signing"),
            Set.of("audit", "inventory", "catalog"),
            Set.of("assessment", "order"),
            Set.of("plan"),
            Set.of("approval"),
            Set.of("rollout"));

    /** The modules that programs are made of; testing is in none of them. */
    private static final List<String> PROGRAM =
            List.of("core", "feeds", "host", "ssh", "trail", "link", "agent", "wire", "server", "cli");

    private static final JavaClasses MAIN = compiled("classes", PROGRAM);

    private static final JavaClasses TESTS = compiled(
            "test-classes",
            Stream.concat(PROGRAM.stream(), Stream.of("testing", "sim")).toList());

    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages("dev.fettle.planted");

    /** All modules: Maven has compiled them by the time it tests cli, the last one. */
    private static JavaClasses compiled(String folder, List<String> modules) {
        return new ClassFileImporter()
                .withImportOption(location -> !location.contains("/dev/fettle/planted/"))
                .importPaths(modules.stream()
                        .map(module -> Path.of("..", module, "target", folder))
                        .filter(Files::isDirectory)
                        .toList());
    }

    /** A rule, the code it judges, and the planted classes or members that it must each report. */
    @SuppressWarnings("ImmutableEnumChecker") // nothing changes them, but Error Prone cannot know
    enum Rule {
        CORE_NEEDS_ONLY_ITS_LIST(
                MAIN,
                classes().that(in("core")).should().onlyDependOnClassesThat(allowedInCore()),
                "core.catalog.ReadsAFile.there",
                "core.catalog.UsesALibrary.check"),
        CORE_IMPORTS_FOLLOW_THE_FLOW(
                MAIN,
                classes().that(in("core")).should(onlyImportFromBelow(FLOW)),
                "core.inventory.LooksUp",
                "core.catalog.LooksAside",
                "core.unlisted.Stranger"),
        CORE_FIELDS_ARE_FINAL(
                MAIN,
                fields().that().areDeclaredInClassesThat(in("core")).should().beFinal(),
                "core.inventory.Mutable.count"),
        WIRE_IS_RECORDS_ALONE(
                MAIN,
                classes()
                        .that(in("wire"))
                        .should()
                        .onlyDependOnClassesThat(
                                resideInAnyPackage("java.lang..", "java.util..", "java.time..", "org.jspecify..")
                                        .or(in("wire")))
                        .andShould()
                        .beAssignableTo(Record.class)
                        .orShould()
                        .haveSimpleName("package-info"),
                "wire.KnowsTheCore",
                "wire.DoesSomething"),
        CORE_KNOWS_NO_WIRE(
                MAIN,
                noClasses()
                        .that(in("core").or(in("feeds")).or(in("host")))
                        .should()
                        .dependOnClassesThat(in("wire")),
                "core.text.IsTold"),
        REMOTE_COMMANDS_KNOW_ONLY_WIRE_AND_TEXT(
                MAIN,
                noClasses()
                        .that(in("cli.remote"))
                        .should()
                        .dependOnClassesThat(in("feeds").or(in("host")).or(in("core.assessment"))),
                "cli.remote.LooksItself"),
        FEEDS_KNOWS_ONLY_CORE(
                MAIN,
                noClasses()
                        .that(in("feeds"))
                        .should()
                        .dependOnClassesThat(in("host").or(in("cli")).or(in("server"))),
                "feeds.ImportsHost"),
        HOST_KNOWS_ONLY_CORE(
                MAIN,
                noClasses()
                        .that(in("host"))
                        .should()
                        .dependOnClassesThat(in("feeds").or(in("cli")).or(in("server"))),
                "host.ImportsFeeds",
                "host.ImportsCli",
                "host.ImportsServer"),
        TRAIL_KNOWS_ONLY_CORE(
                MAIN,
                noClasses()
                        .that(in("trail"))
                        .should()
                        .dependOnClassesThat(
                                in("feeds").or(in("host")).or(in("cli")).or(in("server"))),
                "trail.ImportsServer"),
        LINK_KNOWS_ONLY_CORE(
                MAIN,
                noClasses()
                        .that(in("link"))
                        .should()
                        .dependOnClassesThat(in("feeds")
                                .or(in("host"))
                                .or(in("agent"))
                                .or(in("cli"))
                                .or(in("server"))),
                "link.ImportsAgent"),
        /** Small and in nobody else's hands: what it needs is the JDK's base, and one parser. */
        AGENT_NEEDS_ONLY_ITS_LIST(
                MAIN,
                classes()
                        .that(in("agent"))
                        .should()
                        .onlyDependOnClassesThat(in("agent")
                                .or(in("link"))
                                .or(in("host"))
                                .or(in("core"))
                                .or(resideInAnyPackage(
                                        "java.lang..",
                                        "java.io..",
                                        "java.net",
                                        "java.nio..",
                                        "java.security..",
                                        "java.time..",
                                        "java.util..",
                                        "javax.net..",
                                        "org.jspecify.."))),
                "agent.UsesALibrary.check"),
        NOBODY_KNOWS_THE_AGENT(
                MAIN,
                noClasses().that(not(in("agent"))).should().dependOnClassesThat(in("agent")),
                "link.ImportsAgent"),
        SERVER_KNOWS_NO_CLI(
                MAIN, noClasses().that(in("server")).should().dependOnClassesThat(in("cli")), "server.ImportsCli"),
        CLI_KNOWS_NO_SERVER(
                MAIN, noClasses().that(in("cli")).should().dependOnClassesThat(in("server")), "cli.ImportsServer"),
        ONLY_STORES_SPEAK_SQL(
                MAIN,
                noClasses()
                        .that(not(speaksSql()))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage("java.sql..", "org.springframework.jdbc..")),
                "server.hosts.AsksTheDatabase.ask"),
        STORES_BELONG_TO_THEIR_PACKAGE(
                MAIN,
                noClasses()
                        .that()
                        .haveSimpleNameEndingWith("Store")
                        .and(in("server"))
                        .should()
                        .bePublic(),
                "server.hosts.OpenStore"),
        /** A class that begins transactions other than to read appends what it changes to the audit. */
        CHANGES_ARE_NOTED_FOR_THE_AUDIT(
                MAIN,
                classes()
                        .that(in("server").and(beginsTransactions()).and(not(writesOnlyWhatNobodyDecides())))
                        .should(appendToTheAuditOrOnlyRead()),
                "server.hosts.ChangesInSilence"),
        /** The generated templates call each other freely. */
        PACKAGES_FORM_NO_CIRCLE(
                MAIN,
                slices().matching("dev.fettle.(**)")
                        .should()
                        .beFreeOfCycles()
                        .ignoreDependency(in("server.templates"), alwaysTrue()),
                "cli.Command",
                "cli.table.Row"),
        THE_WALL_CLOCK_IS_READ_IN_ONE_PLACE(
                MAIN,
                noClasses().that(not(trustedWithTheClock())).should().accessTargetWhere(wallClock()),
                "feeds.ReadsTheClock.reference",
                "feeds.ReadsTheClock.clock",
                "feeds.ReadsTheClock.today",
                "feeds.ReadsTheClock.zoned",
                "feeds.ReadsTheClock.millis"),
        NANOSECONDS_ARE_COUNTED_THERE_OR_IN_CLI(
                MAIN,
                noClasses()
                        .that(not(trustedWithTheClock().or(in("cli"))))
                        .should()
                        .accessTargetWhere(target(System.class, "nanoTime")),
                "feeds.ReadsTheClock.nanos"),
        ONLY_THE_SHELL_STARTS_PROCESSES(
                MAIN,
                noClasses()
                        .that(not(in("host.shell").or(theDatabasesStarter())))
                        .should()
                        .dependOnClassesThat(equivalentTo(Process.class).or(equivalentTo(ProcessBuilder.class)))
                        .orShould()
                        .accessTargetWhere(target(Runtime.class, "exec")),
                "host.StartsAProcess.build",
                "host.StartsAProcess.execute"),
        /** But for the trainings, which ask the server that they have started themselves. */
        ONLY_FEEDS_AGENTS_WEBHOOKS_AND_THE_REMOTE_COMMANDS_ASK_OTHER_MACHINES(
                MAIN,
                noClasses()
                        .that(not(in("feeds")
                                .or(in("cli.remote"))
                                .or(in("agent.connection"))
                                .or(in("server.webhooks"))
                                .or(simpleNameEndingWith("TrainingMain"))))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage("java.net.http..").or(assignableTo(URLConnection.class)))
                        .orShould()
                        .accessTargetWhere(target(URL.class, "open(Stream|Connection)")),
                "host.OpensAUrl.stream",
                "host.OpensAUrl.connection",
                "host.OpensAUrl.request"),
        ONLY_CLI_AND_MAINS_USE_THE_STANDARD_STREAMS(
                MAIN,
                noClasses().that(not(in("cli").or(aMain()))).should().accessTargetWhere(standardStreams()),
                "feeds.Prints.out",
                "feeds.Prints.err",
                "feeds.Prints.in",
                "feeds.Prints.io",
                "feeds.Prints.trace"),
        EXCEPTIONS_HAVE_A_NAME(
                MAIN,
                codeUnits().should(nameTheirExceptions()),
                "feeds.ThrowsAnything.declare",
                "feeds.ThrowsAnything.make",
                "feeds.ThrowsAnything.refer",
                "feeds.ThrowsAnything.swallow"),
        CLASSES_HAVE_A_TELLING_NAME(
                MAIN, noClasses().should(ArchCondition.from(banned())), "host.HostManager", "host.AbstractProbe"),
        TESTS_ARE_RUN(
                TESTS,
                methods().that().areMetaAnnotatedWith(Testable.class).should(liveInAClassSurefireRuns()),
                "host.NeverRun.nobody_ever_runs_me"),
        TESTS_MOCK_NOTHING(
                TESTS,
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("..mockito..", "..easymock..", "..powermock..", "..jmock..", "mockit.."),
                "host.Mocks");

        private final JavaClasses judged;
        private final ArchRule rule;
        private final List<String> planted;

        Rule(JavaClasses judged, ArchRule rule, String... planted) {
            this.judged = judged;
            // A package that doesn't exist yet breaks no rule.
            this.rule = rule.as(name() + ": " + rule.getDescription()).allowEmptyShould(true);
            this.planted = List.of(planted);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_code_keeps(Rule rule) {
        rule.rule.check(rule.judged);
    }

    @ParameterizedTest
    @EnumSource
    void each_planted_violation_is_reported_by(Rule rule) {
        String report = rule.rule.evaluate(PLANTED).getFailureReport().toString();

        assertThat(rule.planted)
                .isNotEmpty()
                .allSatisfy(place -> assertThat(report)
                        .containsPattern("\\bdev\\.fettle\\.planted\\." + place.replace(".", "\\.") + "\\b"));
    }

    @Test
    void the_code_and_the_tests_were_found() {
        assertThat(MAIN.contain(FettleMain.class)).isTrue();
        assertThat(MAIN.contain("dev.fettle.server.ServerMain")).isTrue();
        assertThat(TESTS.contain(ArchitectureTest.class)).isTrue();
        assertThat(MAIN.stream().filter(type -> type.getPackageName().startsWith("dev.fettle.planted")))
                .isEmpty();
    }
}
