package dev.fettle.server.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A route that open pages take by themselves, while perhaps nobody sits there: taking it keeps no session alive. Its path
 * has no variables.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Unattended {}
