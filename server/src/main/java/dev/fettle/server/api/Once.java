package dev.fettle.server.api;

import dev.fettle.server.digest.Sha256;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A request whose body was read as a whole, so that it can be told from others and read again. */
final class Once extends HttpServletRequestWrapper {
    private final byte[] body;

    private Once(HttpServletRequest request, byte[] body) {
        super(request);
        this.body = body;
    }

    static Once of(HttpServletRequest request) throws IOException {
        return new Once(request, request.getInputStream().readAllBytes());
    }

    /** The same for the same method, address and body. */
    byte[] fingerprint() {
        String query = getQueryString();
        String head = getMethod() + " " + getRequestURI() + "?" + (query == null ? "" : query) + "\n";
        MessageDigest digest = Sha256.begin();
        digest.update(head.getBytes(StandardCharsets.UTF_8));
        return digest.digest(body);
    }

    @Override
    public ServletInputStream getInputStream() {
        return new Again(new ByteArrayInputStream(body));
    }

    private static final class Again extends ServletInputStream {
        private final ByteArrayInputStream input;

        Again(ByteArrayInputStream input) {
            this.input = input;
        }

        @Override
        public int read() {
            return input.read();
        }

        @Override
        public int read(byte[] into, int from, int length) {
            return input.read(into, from, length);
        }

        @Override
        public boolean isFinished() {
            return input.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("Nothing reads this piece by piece: it is there as a whole.");
        }
    }
}
