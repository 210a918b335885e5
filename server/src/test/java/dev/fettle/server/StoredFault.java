package dev.fettle.server;

/** What must never be found in the database: each query gives the rows that are wrong. */
enum StoredFault {
    BUILDS_NOT_ASCENDING("""
            select host_id from inventory where builds is distinct from
                (select coalesce(array_agg(distinct b order by b), '{}') from unnest(builds) as b)"""),
    BUILDS_OTHER_THAN_THEIR_HISTORY("""
            select host_id from inventory where builds is distinct from (
                select coalesce(array_agg(id order by id), '{}') from (
                    select id from (
                        select unnest(added) as id, 1 as step from delta
                        where delta.host_id = inventory.host_id and subject = 'build'
                        union all
                        select unnest(removed), -1 from delta
                        where delta.host_id = inventory.host_id and subject = 'build') as steps
                    group by id having sum(step) <> 0) as present)"""),
    PATCHES_OTHER_THAN_THEIR_HISTORY("""
            select host_id from pending where unavailable is null and
                (select coalesce(array_agg(distinct p order by p), '{}') from unnest(patches) as p) is distinct from (
                select coalesce(array_agg(id order by id), '{}') from (
                    select id from (
                        select unnest(added) as id, 1 as step from delta
                        where delta.host_id = pending.host_id and subject = 'patch'
                        union all
                        select unnest(removed), -1 from delta
                        where delta.host_id = pending.host_id and subject = 'patch') as steps
                    group by id having sum(step) <> 0) as present)"""),
    REVISIONS_WITH_GAPS("""
            select host_id, subject from delta group by host_id, subject
            having min(revision) <> 1 or max(revision) <> count(*)"""),
    HISTORY_THAT_GOES_BACK("""
            select host_id, revision from (
                select host_id, revision, at, lag(at) over (partition by host_id, subject order by revision) as before
                from delta) as d where at < before"""),
    UNKNOWN_BUILD("""
            select b from (
                select unnest(builds) as b from inventory
                union all select unnest(held) from inventory
                union all select unnest(automatic) from inventory
                union all select unnest(added || removed) from delta where subject = 'build') as named
            where not exists (select from effect_build where id = b)"""),
    UNKNOWN_PATCH("""
            select p from (
                select unnest(patches) as p from pending
                union all select unnest(added || removed) from delta where subject = 'patch') as named
            where not exists (select from patch where id = p)"""),
    UNKNOWN_ORIGINS("""
            select o from (select unnest(origins) as o from inventory) as named
            where o <> 0 and not exists (select from origins where id = o)"""),
    UNKNOWN_CLAIM("""
            select c from (select unnest(claims) as c from pending) as named
            where not exists (select from changelog_claim where id = c)"""),
    HOST_WITHOUT_A_LOOK("""
            select id from host where not exists (select from inventory where host_id = id)
                or not exists (select from pending where host_id = id)"""),
    RUN_LEFT_RUNNING("""
            select id from run where state = 'running' and exists (
                select from run as later where later.kind = run.kind and later.about = run.about and later.id > run.id)""");

    private final String query;

    StoredFault(String query) {
        this.query = query;
    }

    String query() {
        return query;
    }
}
