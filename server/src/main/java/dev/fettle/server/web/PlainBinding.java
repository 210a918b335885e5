package dev.fettle.server.web;

import org.springframework.context.annotation.Configuration;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * What comes in is checked by the routes themselves, with sentences. Without this Spring would begin the engine of Bean
 * Validation at each start, because the maker of the API's description brings its classes along.
 */
@Configuration(proxyBeanMethods = false)
class PlainBinding implements WebMvcConfigurer {
    @Override
    public Validator getValidator() {
        return new Validator() {
            @Override
            public boolean supports(Class<?> kind) {
                return false;
            }

            @Override
            public void validate(Object target, Errors errors) {
                throw new IllegalStateException("Nothing is given to this validator.");
            }
        };
    }
}
