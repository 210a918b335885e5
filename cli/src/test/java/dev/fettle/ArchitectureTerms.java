package dev.fettle;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The words in which {@link ArchitectureTest} states its rules. */
final class ArchitectureTerms {
    private static final Set<String> GENERIC =
            Set.of("java.lang.Throwable", "java.lang.Exception", "java.lang.RuntimeException", "java.lang.Error");

    private ArchitectureTerms() {}

    /** In this package of Fettle or one below it; also where it is planted, so that one rule judges both. */
    static DescribedPredicate<JavaClass> in(String place) {
        String pattern = "dev\\.fettle\\.(planted\\.)?" + place.replace(".", "\\.") + "(\\..*)?";
        return describe("in " + place, type -> type.getPackageName().matches(pattern));
    }

    static DescribedPredicate<JavaClass> allowedInCore() {
        DescribedPredicate<JavaClass> listed = resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "io.github.nscuro.versatile..",
                        "org.roaringbitmap..",
                        "org.dmfs.rfc5545..")
                .and(not(resideInAnyPackage("java.io..", "java.nio.file..", "java.net..", "java.sql..")))
                .or(in("core"));
        return describe(
                "are the JDK's without I/O, JSpecify's, versatile's, RoaringBitmap's, lib-recur's or the core's own",
                type -> {
                    JavaClass base = type.getBaseComponentType();
                    return base.isPrimitive() || listed.test(base);
                });
    }

    static ArchCondition<JavaClass> onlyImportFromBelow(List<Set<String>> flow) {
        return condition("only import from below", (type, report) -> {
            String own = packageInCore(type);
            if (row(flow, own) < 0) {
                report.accept(type.getName() + " is in a package without a place in the flow: give it one");
            }
            type.getDirectDependenciesFromSelf().stream()
                    .filter(dependency ->
                            in("core").test(dependency.getTargetClass().getBaseComponentType()))
                    .filter(dependency -> {
                        String other = packageInCore(dependency.getTargetClass().getBaseComponentType());
                        return !other.equals(own) && row(flow, other) >= row(flow, own);
                    })
                    .forEach(dependency -> report.accept(dependency.getDescription()));
        });
    }

    private static String packageInCore(JavaClass type) {
        return type.getPackageName()
                .replaceFirst("dev\\.fettle\\.(planted\\.)?core\\.?", "")
                .replaceFirst("\\..*", "");
    }

    private static int row(List<Set<String>> flow, String name) {
        for (int row = 0; row < flow.size(); row++) {
            if (flow.get(row).contains(name)) {
                return row;
            }
        }
        return -1;
    }

    static DescribedPredicate<JavaClass> aMain() {
        return describe("a Main", type -> type.getSimpleName().endsWith("Main"));
    }

    /** What starts the server's own database: that is no host to be touched through the shell. */
    static DescribedPredicate<JavaClass> theDatabasesStarter() {
        return describe(
                "the starter of the database",
                type -> type.getName().matches("dev\\.fettle\\.server\\.postgres\\.Programs(\\$.*)?"));
    }

    static DescribedPredicate<JavaClass> speaksSql() {
        DescribedPredicate<JavaClass> store = describe(
                "a store or an interned table",
                type -> type.getName().replaceFirst("\\$.*", "").matches(".*(Store|Table|Interned)"));
        return store.or(in("server.database")).or(in("server.postgres"));
    }

    /** Has a TransactionTemplate of its own; by the simple name, so that a planted one counts too. */
    static DescribedPredicate<JavaClass> beginsTransactions() {
        return describe(
                "begin transactions",
                type -> type.getFields().stream()
                        .anyMatch(field -> field.getRawType().getSimpleName().equals("TransactionTemplate")));
    }

    /** What changes no state that anybody could want to know the author of; each with its reason. */
    static DescribedPredicate<JavaClass> writesOnlyWhatNobodyDecides() {
        // The first tells in a transaction of its own how far a verification is, the second counts failed sign-ins.
        return describe(
                "write only what nobody decides",
                type -> type.getSimpleName().matches("AuditVerification|SignInBrake"));
    }

    private static boolean appends(JavaClass type) {
        return type.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().getSimpleName().equals("Audit")
                        && call.getTarget().getName().equals("append"));
    }

    /** Appends by itself or, in its transaction, by a verb that it calls. */
    static ArchCondition<JavaClass> appendToTheAuditOrOnlyRead() {
        return condition("append to the audit or only read", (type, report) -> {
            boolean appends = appends(type)
                    || type.getMethodCallsFromSelf().stream().anyMatch(call -> appends(call.getTargetOwner()));
            boolean onlyReads = type.getMethodCallsFromSelf().stream()
                    .anyMatch(call -> call.getTarget().getName().equals("setReadOnly"));
            if (!appends && !onlyReads) {
                report.accept(type.getName() + " begins transactions and never appends to the audit");
            }
        });
    }

    static DescribedPredicate<JavaClass> trustedWithTheClock() {
        return describe("a Main or SystemClock", type -> type.getSimpleName().matches(".*Main|SystemClock"));
    }

    /** Reads of the time that no test can set; now(clock) is not one. */
    static DescribedPredicate<JavaAccess<?>> wallClock() {
        return DescribedPredicate.or(
                target(System.class, "currentTimeMillis"),
                target(InstantSource.class, "system"),
                target(Clock.class, "system.*|tick(Millis|Seconds|Minutes)"),
                describe(
                        "now() without a clock",
                        access -> access.getTarget() instanceof CodeUnitAccessTarget target
                                && target.getName().equals("now")
                                && target.getOwner().getPackageName().startsWith("java.time")
                                && target.getRawParameterTypes().stream()
                                        .noneMatch(parameter -> parameter.isEquivalentTo(Clock.class))));
    }

    static DescribedPredicate<JavaAccess<?>> standardStreams() {
        DescribedPredicate<JavaAccess<?>> bare = describe(
                "without parameters",
                access -> access.getTarget() instanceof CodeUnitAccessTarget target
                        && target.getRawParameterTypes().isEmpty());
        return DescribedPredicate.or(
                target(System.class, "in|out|err|console"),
                target(IO.class, ".*"),
                target(Throwable.class, "printStackTrace").and(bare));
    }

    static DescribedPredicate<JavaAccess<?>> target(Class<?> owner, String name) {
        return describe(
                owner.getSimpleName() + "." + name,
                access -> access.getTargetOwner().isAssignableTo(owner)
                        && access.getTarget().getName().matches(name));
    }

    /**
     * Catching Throwable is not judged: javac itself writes it for try-with-resources and for record patterns. What a
     * Main catches as its last resort isn't either.
     */
    static ArchCondition<JavaCodeUnit> nameTheirExceptions() {
        return condition("name their exceptions", (code, report) -> {
            // A lambda is declared to throw what its interface does; nobody wrote that.
            if (!code.getModifiers().contains(JavaModifier.SYNTHETIC)) {
                code.getThrowsClause().getTypes().stream()
                        .filter(type -> GENERIC.contains(type.getName()))
                        .forEach(type -> report.accept(code.getFullName() + " declares " + type.getName()));
            }
            Stream.concat(code.getConstructorCallsFromSelf().stream(), code.getConstructorReferencesFromSelf().stream())
                    .filter(made -> GENERIC.contains(made.getTargetOwner().getName()))
                    // super(…) in the constructor of an exception with a name
                    .filter(made -> !(code.isConstructor()
                            && code.getOwner()
                                    .isAssignableTo(made.getTargetOwner().getName())))
                    .forEach(made -> report.accept(made.getDescription()));
            code.getTryCatchBlocks().stream()
                    .flatMap(block -> block.getCaughtThrowables().stream())
                    .filter(type -> GENERIC.contains(type.getName()) && !type.isEquivalentTo(Throwable.class))
                    .filter(type -> !code.getOwner().getSimpleName().endsWith("Main"))
                    .forEach(type -> report.accept(code.getFullName() + " catches " + type.getName()));
        });
    }

    static DescribedPredicate<JavaClass> banned() {
        return describe(
                "have a name that says nothing",
                type -> type.getSimpleName().matches("Abstract([A-Z].*)?|.*(Manager|Impl|Utils?|Helper|Data|Info)"));
    }

    static ArchCondition<JavaMethod> liveInAClassSurefireRuns() {
        return condition("live in a class whose name ends in Test", (method, report) -> {
            String outermost = method.getOwner().getName().replaceFirst("\\$.*", "");
            if (!outermost.endsWith("Test")) {
                report.accept(method.getFullName() + " is never run: Surefire looks for *Test");
            }
        });
    }

    private static <T> ArchCondition<T> condition(String description, BiConsumer<T, Consumer<String>> judge) {
        return new ArchCondition<>(description) {
            @Override
            public void check(T item, ConditionEvents events) {
                judge.accept(item, violation -> events.add(SimpleConditionEvent.violated(item, violation)));
            }
        };
    }
}
