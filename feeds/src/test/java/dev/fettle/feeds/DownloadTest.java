package dev.fettle.feeds;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.fettle.feeds.intake.FeedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    void a_server_that_stalls_in_the_middle_is_given_up() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CountDownLatch over = new CountDownLatch(1);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        try {
            Download download = new Download(
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/all.zip",
                    (_, _, _) -> {},
                    Duration.ofSeconds(1));

            assertThatThrownBy(() -> download.fetch("", folder))
                    .isInstanceOf(FeedException.class)
                    .hasMessageContaining("the server sent nothing for 1 seconds");
        } finally {
            over.countDown();
            server.stop(0);
        }
    }
}
