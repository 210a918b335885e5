package dev.fettle.server.api.lists;

import java.util.List;

/**
 * A filter as SQL; its text is made of constants of the code alone.
 *
 * @param sql true for the rows wanted
 * @param parameters in the order of the question marks
 */
public record Where(String sql, List<Object> parameters) {
    public Where {
        parameters = List.copyOf(parameters);
    }
}
