package dev.fettle.server.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code BenchClientsMain ORIGIN COOKIES CLIENTS REQUESTS PATH…}: so many clients, each of which asks again as soon as it
 * is answered, ask for one page after the other. Tells how long answers took.
 */
final class BenchClientsMain {
    private BenchClientsMain() {}

    public static void main(String[] args) throws Exception {
        int clients = Integer.parseInt(args[2]);
        int requests = Integer.parseInt(args[3]);
        System.out.printf("%-44s %8s %8s %8s %8s %9s%n", "page", "p50 ms", "p95 ms", "max ms", "per s", "bytes");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build()) {
            for (String path : Arrays.asList(args).subList(4, args.length)) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(args[0] + path))
                        .header("Cookie", args[1])
                        .build();
                run(threads, http, request, clients, requests / 10); // warm
                int bytes = http.send(request, HttpResponse.BodyHandlers.ofByteArray())
                        .body()
                        .length;
                long begun = System.nanoTime();
                long[] took = run(threads, http, request, clients, requests);
                double seconds = (System.nanoTime() - begun) / 1e9;
                Arrays.sort(took);
                System.out.printf(
                        "%-44s %8.1f %8.1f %8.1f %8.0f %9d%n",
                        path,
                        took[took.length / 2] / 1e6,
                        took[took.length * 95 / 100] / 1e6,
                        took[took.length - 1] / 1e6,
                        took.length / seconds,
                        bytes);
            }
        }
    }

    private static long[] run(ExecutorService threads, HttpClient http, HttpRequest request, int clients, int requests)
            throws Exception {
        AtomicInteger left = new AtomicInteger(requests);
        List<Callable<List<Long>>> all = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            all.add(() -> {
                List<Long> took = new ArrayList<>();
                while (left.getAndDecrement() > 0) {
                    long begun = System.nanoTime();
                    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                    took.add(System.nanoTime() - begun);
                    if (answer.statusCode() != 200) {
                        throw new IllegalStateException(request.uri() + " was answered with " + answer.statusCode());
                    }
                }
                return took;
            });
        }
        List<Long> took = new ArrayList<>();
        for (Future<List<Long>> each : threads.invokeAll(all)) {
            took.addAll(each.get());
        }
        return took.stream().mapToLong(Long::longValue).toArray();
    }
}
