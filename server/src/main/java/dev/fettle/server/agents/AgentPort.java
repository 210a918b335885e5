package dev.fettle.server.agents;

import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.settings.Listen;
import dev.fettle.server.settings.Settings;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The port for hosts: a Tomcat of its own with one servlet, so that a check-in passes through nothing that it does not need.
 * Always with TLS.
 */
@Component
public final class AgentPort implements SmartLifecycle {
    /** Begins when everything is there, and ends first. */
    static final int PHASE = Integer.MAX_VALUE - 10;

    private static final int LONGEST_HEADERS = 8 << 10;
    private static final int MOST_HEADERS = 40;
    private static final int MOST_REQUESTS_OF_CONNECTION = 10_000;
    private static final int MOST_THAT_KNOCK = 1_000;
    private static final int SWALLOWED = 256 << 10;
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(20);
    private static final Duration TO_LEAVE = Duration.ofSeconds(3);

    private final Settings.Agents settings;
    private final String host;
    private final Path folder;
    private final AgentKeys keys;
    private final ObjectProvider<AgentRequests> requests;
    private final WaitingRoom waiting;
    private @Nullable Tomcat tomcat;

    AgentPort(
            Settings settings,
            DataFolder data,
            AgentKeys keys,
            ObjectProvider<AgentRequests> requests,
            WaitingRoom waiting)
            throws FolderException {
        this.settings = settings.agents();
        this.host = host(settings, keys);
        this.folder = data.privateFolder("tomcat-agents");
        this.keys = keys;
        this.requests = requests;
        this.waiting = waiting;
    }

    private static String host(Settings settings, AgentKeys keys) {
        return settings.publicUrl()
                .map(url -> url.getHost())
                .orElse(settings.agents().listen().isLoopback() ? "localhost" : keys.machine());
    }

    /** Where hosts reach this server, without a slash at its end. */
    public String url() {
        return settings.url().map(Object::toString).orElseGet(() -> "https://" + host + ":" + port());
    }

    /** The one that is listened on; the one that is wanted before. */
    public int port() {
        Tomcat running = tomcat;
        return running == null
                ? settings.listen().port()
                : running.getConnector().getLocalPort();
    }

    @Override
    public void start() {
        AgentRequests agents = requests.getObject();
        waiting.open(agents::answer);
        Tomcat made = new Tomcat();
        made.setBaseDir(folder.toString());
        made.setConnector(connector(settings.listen()));
        made.getEngine().setName("agents");
        Context context = made.addContext("", folder.toString());
        if (context.getParent() instanceof StandardHost all) {
            all.setErrorReportValveClass(AgentRefusals.class.getName());
        }
        if (context instanceof StandardContext plain) {
            // Nothing is ever unloaded, so nothing is to be searched for leaks, with warnings.
            plain.setClearReferencesThreadLocals(false);
            plain.setClearReferencesRmiTargets(false);
        }
        context.setParentClassLoader(AgentPort.class.getClassLoader());
        Wrapper wrapper = Tomcat.addServlet(context, "agents", new AgentServlet(agents));
        wrapper.setAsyncSupported(true);
        context.addServletMappingDecoded("/", "agents");
        try {
            made.start();
        } catch (LifecycleException e) {
            throw new UncheckedIOException(
                    new IOException(settings.listen() + " cannot be listened on for hosts: " + e.getMessage(), e));
        }
        tomcat = made;
    }

    /** No bean: Spring would give it to the pages' Tomcat. */
    private static final class AgentServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient AgentRequests requests;

        AgentServlet(AgentRequests requests) {
            this.requests = requests;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            requests.service(request, response);
        }
    }

    private Connector connector(Listen listen) {
        Http11NioProtocol protocol = new Http11NioProtocol();
        protocol.setExecutor(new VirtualThreadExecutor("agents-"));
        protocol.setAddress(listen.address());
        protocol.setSSLEnabled(true);
        protocol.setMaxHttpRequestHeaderSize(LONGEST_HEADERS);
        protocol.setMaxHeaderCount(MOST_HEADERS);
        protocol.setMaxTrailerSize(0);
        protocol.setMaxSwallowSize(SWALLOWED);
        protocol.setConnectionTimeout((int) SILENCE.toMillis());
        protocol.setKeepAliveTimeout((int) BETWEEN_REQUESTS.toMillis());
        protocol.setMaxKeepAliveRequests(MOST_REQUESTS_OF_CONNECTION);
        // Two thirds of the heap at most: more knock and wait, before there is no room for work.
        protocol.setMaxConnections((int)
                Math.min(60_000, Math.max(400, Runtime.getRuntime().maxMemory() / 3 * 2 / WaitingRoom.COST)));
        protocol.setAcceptCount(MOST_THAT_KNOCK);
        Connector connector = new Connector(protocol);
        connector.setPort(listen.port());
        connector.setScheme("https");
        connector.setSecure(true);
        connector.setMaxPostSize(0);
        connector.setMaxParameterCount(0);
        SSLHostConfig tls = new SSLHostConfig();
        tls.setProtocols("TLSv1.2+TLSv1.3");
        tls.setCertificateVerification("optional");
        SSLHostConfigCertificate own = new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.EC);
        own.setSslContext(new AgentTls(keys));
        tls.addCertificate(own);
        connector.addSslHostConfig(tls);
        return connector;
    }

    @Override
    public void stop() {
        Tomcat running = tomcat;
        if (running == null) {
            return;
        }
        tomcat = null;
        running.getConnector().pause();
        waiting.close();
        try {
            leave();
            running.stop();
            running.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException("The port for hosts did not close in order.", e);
        }
    }

    /** Those that waited are answered by threads of their own; it takes them a moment. */
    private void leave() {
        try {
            waiting.awaitEmpty(TO_LEAVE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return tomcat != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
