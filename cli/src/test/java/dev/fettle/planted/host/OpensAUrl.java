package dev.fettle.planted.host;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;

final class OpensAUrl {
    InputStream stream(URL url) throws IOException {
        return url.openStream();
    }

    int connection(HttpURLConnection connection) throws IOException {
        return connection.getResponseCode();
    }

    HttpRequest request(URI uri) {
        return HttpRequest.newBuilder(uri).build();
    }
}
