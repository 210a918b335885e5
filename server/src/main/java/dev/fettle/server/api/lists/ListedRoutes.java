package dev.fettle.server.api.lists;

import java.util.Map;

/** Routes that give lists, for the description of the API. */
@FunctionalInterface
public interface ListedRoutes {
    /** The fields of each list, by the name of the method that gives it. */
    Map<String, Fields<?>> fields();
}
