package dev.fettle.server.api.openapi;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.OthersRoutes;
import org.springdoc.webmvc.api.OpenApiWebMvcResource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who may read the description, and that nothing of what makes it is made at the start of the server. */
@Configuration(proxyBeanMethods = false)
class OpenApiRoutes {
    private static final String MAKER = "org.springdoc.";

    @Bean
    OthersRoutes descriptionRoutes() {
        return new OthersRoutes(OpenApiWebMvcResource.class, Permission.OWN_ACCOUNT);
    }

    @Bean
    static BeanFactoryPostProcessor laterDescription() {
        return beans -> {
            for (String name : beans.getBeanDefinitionNames()) {
                BeanDefinition definition = beans.getBeanDefinition(name);
                String type = definition.getBeanClassName();
                String maker = definition.getFactoryBeanName();
                if ((type != null && type.startsWith(MAKER)) || (maker != null && maker.startsWith(MAKER))) {
                    definition.setLazyInit(true);
                }
            }
        };
    }
}
