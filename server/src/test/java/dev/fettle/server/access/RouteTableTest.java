package dev.fettle.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.fettle.core.access.Permission;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

final class RouteTableTest {
    static final class Silent {
        @GetMapping("/silent")
        void silent() {}
    }

    static final class Both {
        @Needs(Permission.SEE_SERVER)
        @Open(because = "of nothing")
        @GetMapping("/both")
        void both() {}
    }

    static final class Careless {
        @Needs(Permission.SEE_HOSTS)
        @GetMapping("/careless")
        void careless() {}
    }

    static final class Right {
        @Needs(Permission.SEE_HOSTS)
        @GetMapping("/hosts")
        void hosts(Viewer viewer) {}

        @Open(because = "it is a test")
        @GetMapping("/open")
        void open() {}
    }

    private static RouteTable table(Class<?> controller, OthersRoutes... others) {
        StaticApplicationContext context = new StaticApplicationContext();
        context.registerSingleton("controller", controller);
        RequestMappingHandlerMapping mapping = new RequestMappingHandlerMapping() {
            @Override
            protected boolean isHandler(Class<?> type) {
                return true; // without the annotation by which the server of other tests would find it
            }
        };
        mapping.setApplicationContext(context);
        mapping.afterPropertiesSet();
        return new RouteTable(mapping, List.of(others));
    }

    @Test
    void a_route_that_declares_nothing_keeps_the_server_from_starting() {
        assertThatIllegalStateException()
                .isThrownBy(() -> table(Silent.class).afterSingletonsInstantiated())
                .withMessageContaining("/silent")
                .withMessageContaining("neither @Needs nor @Open");
    }

    @Test
    void a_route_that_contradicts_itself_keeps_the_server_from_starting() {
        assertThatIllegalStateException()
                .isThrownBy(() -> table(Both.class).afterSingletonsInstantiated())
                .withMessageContaining("both @Needs and @Open");
    }

    @Test
    void a_route_over_hosts_that_does_not_ask_for_whom_keeps_the_server_from_starting() {
        assertThatIllegalStateException()
                .isThrownBy(() -> table(Careless.class).afterSingletonsInstantiated())
                .withMessageContaining("takes no Viewer");
    }

    @Test
    void what_is_declared_is_what_the_table_says() {
        RouteTable table = table(Right.class);
        table.afterSingletonsInstantiated();

        assertThat(table.routes())
                .containsExactly(
                        new Route("GET", "/hosts", Optional.of(Permission.SEE_HOSTS)),
                        new Route("GET", "/open", Optional.empty()));
    }

    @Test
    void the_routes_of_a_library_are_declared_for_its_class() {
        RouteTable table = table(Silent.class, new OthersRoutes(Silent.class, Permission.SEE_SERVER));
        table.afterSingletonsInstantiated();

        assertThat(table.routes()).containsExactly(new Route("GET", "/silent", Optional.of(Permission.SEE_SERVER)));
    }
}
