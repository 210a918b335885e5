package dev.fettle.server.api.lists;

import dev.fettle.wire.Listing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** Which items of a list are shown, in which order, from where on and how many. */
public final class ListPlan<T> {
    private final ListRequest request;
    private final @Nullable Filter<T> filter;
    private final Order<T> order;
    private final @Nullable Cursor after;
    private final int limit;

    ListPlan(ListRequest request, @Nullable Filter<T> filter, Order<T> order, @Nullable Cursor after, int limit) {
        this.request = request;
        this.filter = filter;
        this.order = order;
        this.after = after;
        this.limit = limit;
    }

    /** For a list that is read from a table. */
    public Condition condition() {
        return Condition.of(filter, order, after, limit + 1);
    }

    /** For a list that is in memory as a whole: the items wanted, and one more if there are more. */
    public List<T> of(Collection<T> all) {
        Comparator<T> wanted = order.comparator();
        // The last of those kept is on top: of a long list few come in.
        PriorityQueue<T> kept = new PriorityQueue<>(wanted.reversed());
        for (T item : all) {
            boolean behind = after == null || order.compare(item, after.key(), after.id()) > 0;
            boolean full = kept.size() > limit;
            if (behind
                    && (filter == null || InMemory.matches(filter, item))
                    && (!full || wanted.compare(item, kept.peek()) < 0)) {
                if (full) {
                    kept.poll();
                }
                kept.add(item);
            }
        }
        List<T> first = new ArrayList<>(kept);
        first.sort(wanted);
        return first;
    }

    /**
     * The answer, with the way to the next part in it and in the header {@code Link}.
     *
     * @param items what {@link #condition} or {@link #of} gave: one more than wanted, if there are more
     */
    public <W> ResponseEntity<Listing<W>> answer(List<T> items, Function<T, W> toWire) {
        boolean more = items.size() > limit;
        List<T> shown = more ? items.subList(0, limit) : items;
        List<W> told = shown.stream().map(toWire).toList();
        if (!more) {
            return ResponseEntity.ok(new Listing<>(told, null));
        }
        T last = shown.getLast();
        String next = request.next(order, new Cursor(order.key(last), order.idOf(last)));
        return ResponseEntity.ok()
                .header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"")
                .body(new Listing<>(told, next));
    }
}
