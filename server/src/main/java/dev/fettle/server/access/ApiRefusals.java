package dev.fettle.server.access;

import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** How refusals are told to programs. */
public record ApiRefusals(AuthenticationEntryPoint unauthenticated, AccessDeniedHandler denied) {}
