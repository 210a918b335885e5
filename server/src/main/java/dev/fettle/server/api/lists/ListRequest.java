package dev.fettle.server.api.lists;

import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.ProblemKind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How somebody asks for a part of a list. Handlers take one as an argument. */
public final class ListRequest {
    static final int MOST = 500;
    static final int USUAL = 100;
    private static final int LIMIT_DIGITS = 3;

    private final String path;
    private final @Nullable String filter;
    private final @Nullable String sort;
    private final @Nullable String cursor;
    private final int limit;

    /** @throws ApiFault unless the limit is one */
    ListRequest(
            String path,
            @Nullable String filter,
            @Nullable String sort,
            @Nullable String cursor,
            @Nullable String limit) {
        this.path = path;
        this.filter = filter == null || filter.isEmpty() ? null : filter;
        this.sort = sort == null || sort.isEmpty() ? null : sort;
        this.cursor = cursor == null || cursor.isEmpty() ? null : cursor;
        this.limit = limit == null || limit.isEmpty() ? USUAL : limit(limit);
    }

    private static int limit(String text) {
        boolean digits = text.length() <= LIMIT_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int limit = digits ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            throw ApiFault.ofParameter(ProblemKind.MALFORMED, "limit", "The limit is a number from 1 to " + MOST + ".");
        }
        return limit;
    }

    /**
     * What the request means for a list of these fields.
     *
     * @throws ApiFault if it means nothing
     */
    public <T> ListPlan<T> plan(Fields<T> fields) {
        Order<T> order = Order.of(fields, sort);
        Filter<T> wanted = filter == null ? null : FilterReader.read(fields, filter);
        Cursor after = cursor == null ? null : Cursor.read(cursor, list(order), order);
        return new ListPlan<>(this, wanted, order, after, limit);
    }

    private String list(Order<?> order) {
        return path + '\n' + (filter == null ? "" : filter) + '\n' + order.text();
    }

    String next(Order<?> order, Cursor last) {
        StringBuilder address = new StringBuilder(path).append("?limit=").append(limit);
        if (filter != null) {
            address.append("&filter=").append(encoded(filter));
        }
        if (sort != null) {
            address.append("&sort=").append(encoded(sort));
        }
        return address.append("&cursor=").append(last.text(list(order))).toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
