package dev.fettle.server.fleet;

import dev.fettle.server.feeds.Feeds;
import dev.fettle.server.hosts.FleetLooks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The index, by the feeds in force. */
@Configuration(proxyBeanMethods = false)
class FleetConfiguration {
    @Bean
    Fleet fleet(FleetLooks looks, Feeds feeds) {
        return new Fleet(looks, feeds::catalog);
    }
}
