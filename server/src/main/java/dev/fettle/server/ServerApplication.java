package dev.fettle.server;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** What Spring puts together: everything below this package. */
@SpringBootApplication(proxyBeanMethods = false)
class ServerApplication {}
