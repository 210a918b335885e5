-- Builds: the package files of approved changes, kept by their hashes.

-- Of packages that would newly come, the hash is known, too: a sixth text for each.
update pending set installs = (
    select array_agg(cell order by package, place)
    from (
        select (n - 1) / 5 as package, (n - 1) % 5 as place, cell from unnest(installs) with ordinality as told (cell, n)
        union all
        select package, 5, '' from generate_series(0, cardinality(installs) / 5 - 1) as package
    ) as cells)
where cardinality(installs) > 0;

create table kept_build (
    id            bigint generated always as identity primary key,
    sha256        text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    bytes         bigint not null check (bytes > 0),
    package       text not null,
    architecture  text not null,
    version       text not null,
    agent_id      uuid not null,
    host_id       bigint not null,
    host_name     text not null,
    taken         bigint not null default 0,
    kept_at       timestamptz,
    needed_at     timestamptz not null,
    touched_at    timestamptz not null,
    refused       boolean not null default false
);
comment on table kept_build is 'package files that the server keeps, and those that are being handed over';
comment on column kept_build.agent_id is 'who has handed it over, or is at it';
comment on column kept_build.taken is 'how many bytes there are, from the beginning';
comment on column kept_build.kept_at is 'when all of it was there with the right hash; null before';
comment on column kept_build.refused is 'the host handed over other bytes, which are not here; it is not asked to begin anew'
    ' for a day';
comment on column kept_build.needed_at is 'when a change needed it last, within some minutes';

create unique index kept_build_whole on kept_build (sha256) where kept_at is not null;
create unique index kept_build_coming on kept_build (sha256, agent_id) where kept_at is null;

create table kept_build_part (
    build    bigint not null references kept_build on delete cascade,
    part     integer not null,
    content  bytea not null,
    primary key (build, part)
);
comment on column kept_build_part.content is 'one MiB, the last part less';
alter table kept_build_part alter column content set storage external;

create table build_request (
    sha256        text not null,
    host_id       bigint not null,
    host_name     text not null,
    order_number  bigint not null,
    asked_at      timestamptz not null,
    primary key (sha256, host_id)
);
comment on table build_request is 'which host was asked last to hand over which file, by which order';
