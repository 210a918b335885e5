package dev.fettle.server.access;

import dev.fettle.core.access.Permission;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What somebody needs to take this route. Every route bears this or {@link Open}; the server does not start otherwise. A
 * route whose permission reaches {@link Permission.Reach#HOSTS} has to take the {@link Viewer}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Needs {
    Permission value();
}
