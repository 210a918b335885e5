package dev.fettle.server.api;

import dev.fettle.server.access.ApiRefusals;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells programs as a problem that they are not let in. */
@Configuration(proxyBeanMethods = false)
class Refusals {
    @Bean
    ApiRefusals apiRefusals(Problems problems, Rates rates) {
        return new ApiRefusals(
                (request, response, _) -> {
                    long wait = rates.wait(request);
                    rates.refused(request);
                    problems.write(
                            wait > 0 ? Rates.tooMany(wait) : Problems.unauthenticated(request), request, response);
                },
                (request, response, _) -> problems.write(Problems.forbidden(request), request, response));
    }
}
