package dev.fettle.testing;

import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands real test hosts to tests: the {@link TestFleet} that all classes of one run of JUnit share (where Maven has several
 * JVMs, each class is a run), and any number of {@link TestHost}s, each new and gone when the test, or for a method with
 * {@code @BeforeAll} the class, has ended. After each test the mirror has no faults. Where there can be no test hosts, the
 * tests are skipped with the reason.
 */
public final class FleetExtension implements ExecutionCondition, ParameterResolver, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(FleetExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Obstacle obstacle = shared(context).computeIfAbsent(Obstacle.class, _ -> Obstacle.find(), Obstacle.class);
        return obstacle.reason()
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("there can be test hosts"));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestFleet.class || type == TestHost.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestFleet fleet = fleet(context);
        if (parameter.getParameter().getType() == TestFleet.class) {
            return fleet;
        }
        TestHost host = parameter.isAnnotated(Real.class) ? fleet.realHost() : fleet.host();
        // The store closes it with the context.
        context.getStore(NAMESPACE).put(host, host);
        return host;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestFleet fleet = shared(context).get(TestFleet.class, TestFleet.class);
        if (fleet != null) {
            fleet.clearFaults();
        }
    }

    private static TestFleet fleet(ExtensionContext context) {
        return shared(context)
                .computeIfAbsent(
                        TestFleet.class,
                        _ -> TestFleet.start("jvm-" + ProcessHandle.current().pid()),
                        TestFleet.class);
    }

    private static Store shared(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE);
    }

    /** Asked once for each JVM. */
    private record Obstacle(Optional<String> reason) {
        static Obstacle find() {
            return new Obstacle(TestFleet.obstacle());
        }
    }
}
