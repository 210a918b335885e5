package dev.fettle.server.hosts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.InventoryDelta;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.lists.Condition;
import dev.fettle.server.api.lists.Where;
import dev.fettle.server.web.Slice;
import java.time.Instant;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The hosts that Fettle knows, and what they have. */
@Component
public final class Hosts {
    private final HostStore hosts;
    private final InventoryStore inventories;
    private final HostListStore lists;
    private final PendingStore pending;
    private final DuplicateStore duplicates;
    private final HostRuleStore ruleStore;
    private final HostRules rules;
    private final SavedGroupStore groups;
    private final TransactionTemplate onePicture;

    Hosts(
            HostStore hosts,
            InventoryStore inventories,
            HostListStore lists,
            PendingStore pending,
            DuplicateStore duplicates,
            HostRuleStore ruleStore,
            HostRules rules,
            SavedGroupStore groups,
            PlatformTransactionManager transactions) {
        this.hosts = hosts;
        this.inventories = inventories;
        this.lists = lists;
        this.pending = pending;
        this.duplicates = duplicates;
        this.ruleStore = ruleStore;
        this.rules = rules;
        this.groups = groups;
        this.onePicture = new TransactionTemplate(transactions);
        onePicture.setReadOnly(true);
        onePicture.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /** Those that were looked at, by name. */
    public Slice<HostRow> list(int number, int size, Scope scope) {
        Slice<HostRow> list = onePicture.execute(
                _ -> Slice.of(lists.count(scope), number, size, (from, count) -> lists.list(from, count, scope)));
        if (list == null) {
            throw new IllegalStateException("The list of hosts was not read.");
        }
        return list;
    }

    /** A part of those in scope that were looked at. */
    public List<HostRow> part(Condition condition, Scope scope) {
        return lists.part(condition, scope);
    }

    /** Empty too if the host is not in scope; one that was removed is found. */
    public Optional<Host> find(HostId id, Scope scope) {
        return hosts.find(id, scope);
    }

    /** Those of them that are there, not removed and in scope, by name. */
    public List<Host> find(Set<HostId> ids, Scope scope) {
        return hosts.find(ids, scope);
    }

    public Optional<Host> find(MachineId machine) {
        return hosts.find(machine);
    }

    /** Who says what of a host; what nobody has said is left out. */
    List<FactSource> sources(HostId id) {
        return rules.sources(id);
    }

    /** The named groups of hosts, by name. */
    public List<SavedGroup> groups() {
        return groups.all();
    }

    public Optional<SavedGroup> group(long id) {
        return groups.find(id);
    }

    /** The hosts in scope that belong to a group now. */
    public List<HostId> members(SavedGroup group, Scope scope) {
        return lists.numbers(HostFields.HOSTS.where(group.condition()), scope);
    }

    /** A part of the hosts in scope that belong to a group now. */
    List<HostRow> members(SavedGroup group, Condition condition, Scope scope) {
        return lists.part(condition, HostFields.HOSTS.where(group.condition()), scope);
    }

    /** A sentence on what is wrong with a filter over hosts; empty if it can be read. A filter without text fits all. */
    public Optional<String> fault(String filter) {
        try {
            where(filter);
            return Optional.empty();
        } catch (ApiFault unreadable) {
            return Optional.of(String.valueOf(unreadable.getMessage()));
        }
    }

    /**
     * Which of these filters each host fits, by their places; hosts that fit none are left out.
     *
     * @param only the host that is asked about; null for all
     */
    public Map<HostId, BitSet> fitting(List<String> filters, @Nullable HostId only) {
        return filters.isEmpty()
                ? Map.of()
                : lists.fitting(filters.stream().map(Hosts::where).toList(), only);
    }

    /** By whose clocks hosts go that say so by a tag such as {@code zone:Europe/Berlin}; a tag that names no zone says nothing. */
    public Map<HostId, ZoneId> zones() {
        return lists.zones();
    }

    private static Where where(String filter) {
        return filter.isBlank() ? new Where("true", List.of()) : HostFields.HOSTS.where(filter.strip());
    }

    /** Rules on what hosts are, in their order. */
    List<HostRule> rules() {
        return ruleStore.all();
    }

    Optional<HostRule> rule(long id) {
        return ruleStore.find(id);
    }

    /** Those that were taken away, the last first. */
    List<Host> removed() {
        return hosts.removed();
    }

    /** Pairs that are perhaps one machine, by their numbers; at most so many. */
    List<Duplicate> duplicates(int limit) {
        return duplicates.likely(limit);
    }

    public long count() {
        return hosts.count();
    }

    /** When the host was looked at that was not looked at for longest; empty without hosts. */
    public Optional<Instant> oldestLook() {
        return inventories.oldest();
    }

    /** What the host has now, all of one look; empty if it was never looked at, or is not in scope. */
    public Optional<HostNow> now(HostId id, Scope scope) {
        Optional<HostNow> now = onePicture.execute(_ -> hosts.find(id, scope).flatMap(this::now));
        return now == null ? Optional.empty() : now;
    }

    private Optional<HostNow> now(Host host) {
        return inventories
                .find(host.id(), host.name())
                .flatMap(taken -> pending.find(host.id())
                        .map(look -> new HostNow(host, taken.look(), taken.at(), taken.inventory(), look)));
    }

    /** What the last look found running although it was replaced or removed, the kernel left out. */
    public List<NotInEffect> notInEffect(HostNow now) {
        List<StaleBuild> stale = now.inventory().stale();
        if (stale.isEmpty()) {
            return List.of();
        }
        Map<String, Instant> since = inventories.runningSince(now.host().id());
        Map<String, DebVersion> installed = new HashMap<>();
        now.inventory().packages().forEach(each -> installed.put(each.id(), each.version()));
        return stale.stream()
                .map(build -> new NotInEffect(
                        build, installed.get(build.id()), since.get(build.id() + " " + build.version())))
                .toList();
    }

    /** How often the host was looked at, to tell whether something derived from a look is still of now; empty
     * as {@link #now}. */
    public Optional<Long> look(HostId id, Scope scope) {
        return inventories.look(id, scope);
    }

    /**
     * What the last looks found changed, the newest first.
     *
     * @param limit of how many looks, at least 1
     */
    public List<InventoryDelta> history(HostId id, int limit) {
        return inventories.history(id, limit);
    }
}
