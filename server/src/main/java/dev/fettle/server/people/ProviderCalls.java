package dev.fettle.server.people;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestOperations;
import org.springframework.web.client.RestTemplate;

/** How the server asks the provider: with little patience, for somebody waits for the page. */
final class ProviderCalls {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration READ = Duration.ofSeconds(8);

    private ProviderCalls() {}

    private static SimpleClientHttpRequestFactory requests() {
        SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(CONNECT);
        requests.setReadTimeout(READ);
        return requests;
    }

    static RestClient plain() {
        return RestClient.builder().requestFactory(requests()).build();
    }

    /** As Spring Security's own client for tokens reads and writes. */
    static RestClient forTokens() {
        return RestClient.builder()
                .requestFactory(requests())
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build();
    }

    static RestOperations forKeysAndPeople() {
        RestTemplate template = new RestTemplate(requests());
        template.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
        return template;
    }

    /** The words of a claim that lists some, or is one. */
    static List<String> words(Object claim) {
        return switch (claim) {
            case Iterable<?> several -> {
                List<String> words = new ArrayList<>();
                several.forEach(each -> words.add(String.valueOf(each)));
                yield words;
            }
            case String one -> List.of(one);
            default -> List.of();
        };
    }
}
