package dev.fettle.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Answers on loopback as a server would, with files; so that the AOT training needs none. */
final class TrainingServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Path answers;
    private final Thread thread;

    /** @param answers JSON, named after the end of the path that asks for it */
    TrainingServer(Path answers) throws IOException {
        this.socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        this.answers = answers;
        this.thread = Thread.ofPlatform().daemon().start(this::answer);
    }

    /** Without a scheme. */
    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void answer() {
        while (true) {
            try (Socket asked = socket.accept()) {
                answer(asked);
            } catch (SocketException _) {
                if (socket.isClosed()) {
                    return;
                }
            } catch (IOException e) {
                throw new UncheckedIOException("A request of the training was not answered.", e);
            }
        }
    }

    private void answer(Socket asked) throws IOException {
        BufferedReader request =
                new BufferedReader(new InputStreamReader(asked.getInputStream(), StandardCharsets.ISO_8859_1));
        String first = request.readLine();
        if (first == null || !first.startsWith("GET /")) {
            return;
        }
        for (String line = request.readLine(); line != null && !line.isEmpty(); line = request.readLine()) {
            // Nothing in the headers matters.
        }
        String path = first.split(" ", -1)[1].replaceAll("\\?.*", "");
        byte[] body = Files.readAllBytes(answers.resolve(path.substring(path.lastIndexOf('/') + 1) + ".json"));
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"v1\"\r\nConnection: close\r\n"
                + "Content-Length: " + body.length + "\r\n\r\n";
        OutputStream out = asked.getOutputStream();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
