package dev.fettle.server;

import dev.fettle.server.agents.AgentKeys;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.operations.MetricsToken;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.tasks.Node;
import dev.fettle.server.tls.ServerIdentity;
import dev.fettle.server.web.PlainRefusals;
import dev.fettle.server.web.Version;
import java.io.File;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/** Puts the pages together. They are configured by Fettle's own settings alone: no other file or variable is read. */
final class ServerContext {
    private static final String BUNDLE = "fettle";

    private final Settings settings;
    private final DataFolder data;
    private final DataSource database;
    private final Version version;
    private final Optional<ServerIdentity> identity;
    private final AgentKeys agents;
    private final Clock clock;
    private final Consumer<GenericApplicationContext> more;

    ServerContext(
            Settings settings,
            DataFolder data,
            DataSource database,
            Version version,
            Optional<ServerIdentity> identity,
            AgentKeys agents,
            Clock clock,
            Consumer<GenericApplicationContext> more) {
        this.settings = settings;
        this.data = data;
        this.database = database;
        this.version = version;
        this.identity = identity;
        this.agents = agents;
        this.clock = clock;
        this.more = more;
    }

    /** Returns when the pages are there. */
    ServletWebServerApplicationContext start() throws FolderException {
        MetricsToken metricsToken = new MetricsToken(data.secret("metrics.token"));
        Node node = new Node(data.secret("node"));
        File tomcat = data.privateFolder("tomcat").toFile();
        SpringApplication application = new SpringApplication(ServerApplication.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setRegisterShutdownHook(false);
        application.setLogStartupInfo(false);
        application.setAddCommandLineProperties(false);
        application.setEnvironment(new OwnEnvironment(properties()));
        application.addInitializers((ConfigurableApplicationContext context) -> {
            GenericApplicationContext beans = (GenericApplicationContext) context;
            beans.registerBean(Settings.class, () -> settings);
            beans.registerBean(DataFolder.class, () -> data);
            beans.registerBean("dataSource", DataSource.class, () -> database, bean -> bean.setDestroyMethodName(null));
            beans.registerBean(Version.class, () -> version);
            beans.registerBean(Clock.class, () -> clock);
            beans.registerBean(Node.class, () -> node);
            beans.registerBean(AgentKeys.class, () -> agents);
            beans.registerBean(MetricsToken.class, () -> metricsToken);
            beans.registerBean("folders", WebServerFactoryCustomizer.class, () -> plain(tomcat));
            more.accept(beans);
            identity.ifPresent(
                    each -> beans.registerBean("tls", WebServerFactoryCustomizer.class, () -> customizer(each)));
        });
        return (ServletWebServerApplicationContext) application.run();
    }

    /** Tomcat keeps nothing, but makes folders, which a kill would leave in the system's folder for temporary files. */
    private static WebServerFactoryCustomizer<TomcatServletWebServerFactory> plain(File folder) {
        return factory -> {
            factory.setBaseDirectory(folder);
            factory.setDocumentRoot(folder);
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(PlainRefusals.class.getName());
                }
            });
        };
    }

    private static WebServerFactoryCustomizer<TomcatServletWebServerFactory> customizer(ServerIdentity identity) {
        String password = BUNDLE; // of a store that never leaves this process's memory
        SslBundle bundle = SslBundle.of(
                SslStoreBundle.of(identity.keyStore(password.toCharArray()), password, null),
                SslBundleKey.of(password, ServerIdentity.ALIAS));
        return factory -> {
            factory.setSslBundles(new DefaultSslBundleRegistry(BUNDLE, bundle));
            factory.setSsl(Ssl.forBundle(BUNDLE));
            Http2 http2 = new Http2();
            http2.setEnabled(true);
            factory.setHttp2(http2);
        };
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.config.location", "optional:classpath:/no-such-folder/");
        properties.put("spring.threads.virtual.enabled", "true");
        properties.put("spring.lifecycle.timeout-per-shutdown-phase", "10s");
        properties.put("server.address", settings.listen().address().getHostAddress());
        properties.put("server.port", Integer.toString(settings.listen().port()));
        properties.put("server.shutdown", "graceful");
        properties.put("server.server-header", "");
        properties.put("server.compression.enabled", "true");
        properties.put("server.error.include-message", "never");
        properties.put("server.tomcat.max-http-form-post-size", "64KB");
        // A body that is too large is read to its end, up to here, so that the answer is heard.
        properties.put("server.tomcat.max-swallow-size", "16MB");
        properties.put("server.tomcat.connection-timeout", "20s");
        // A connection made anew costs more than a page, with TLS most of all.
        properties.put("server.tomcat.max-keep-alive-requests", "10000");
        // The description of the API, made when somebody asks for it first.
        properties.put("springdoc.api-docs.path", "/api/v1/openapi.json");
        properties.put("springdoc.api-docs.version", "openapi_3_1");
        properties.put("springdoc.paths-to-match", "/api/v1/**");
        properties.put("springdoc.default-produces-media-type", "application/json");
        properties.put("springdoc.default-consumes-media-type", "application/json");
        properties.put("springdoc.writer-with-order-by-keys", "true");
        properties.put("springdoc.override-with-generic-response", "false");
        // Behind a proxy the server does not know its own address.
        properties.put("server.tomcat.use-relative-redirects", "true");
        properties.put("spring.mvc.servlet.load-on-startup", "1");
        properties.put("spring.web.resources.add-mappings", "false");
        properties.put("management.endpoints.web.base-path", "/");
        properties.put("management.endpoints.web.discovery.enabled", "false");
        properties.put("management.endpoints.web.exposure.include", "health,prometheus");
        properties.put("management.endpoints.web.path-mapping.prometheus", "metrics");
        properties.put("management.endpoint.health.probes.enabled", "true");
        properties.put("management.endpoint.health.group.readiness.include", "readinessState,db");
        return properties;
    }

    /** Knows Fettle's settings and nothing else, least of all what happens to stand in the process's environment. */
    private static final class OwnEnvironment extends StandardEnvironment {
        OwnEnvironment(Map<String, Object> properties) {
            super(new MutablePropertySources());
            getPropertySources().addFirst(new MapPropertySource("fettle", properties));
        }

        @Override
        protected void customizePropertySources(MutablePropertySources sources) {
            // None but the one above.
        }
    }
}
