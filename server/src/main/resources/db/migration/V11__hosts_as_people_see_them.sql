-- Hosts as people see them: some are taken away, some turn out to be one.

alter table host add column removed_at timestamptz;
alter table host add column removed_by text not null default '';
alter table host add column removed_because text not null default '';
alter table host add column merged_into bigint references host;
alter table host add check (removed_at is not null or (removed_by = '' and removed_because = '' and merged_into is null));
comment on column host.removed_at is 'when a person took it away; all that is known of it stays, and it comes back with its next look';
comment on column host.merged_into is 'the host that a person said to be the same machine';
create index host_by_lower_name on host (lower(name)) where removed_at is null;
create index host_by_removal on host (removed_at) where removed_at is not null;

create table host_told_apart (
    first_id   bigint not null references host on delete cascade,
    second_id  bigint not null references host on delete cascade,
    said_by    text not null,
    said_at    timestamptz not null,
    reason     text not null,
    primary key (first_id, second_id),
    check (first_id < second_id)
);
comment on table host_told_apart is 'pairs of hosts that look like one machine and are two, as a person said';

-- The last agent of a host, revoked or not; and who looks at it over SSH.
create index agent_by_host on agent (host_id, enrolled_at);
create index ssh_host_by_host on ssh_host (host_id);

-- What hosts are, by rule. A rule is a filter over hosts and what it says of those that fit.

create table host_rule (
    id           bigint generated always as identity primary key,
    position     integer not null,
    name         text not null unique,
    condition    text not null,
    tags         text[] not null,
    owner        text not null,
    environment  text not null,
    criticality  text check (criticality in ('low', 'normal', 'high', 'critical')),
    exposure     text check (exposure in ('unknown', 'internal', 'internet')),
    version      bigint not null default 0,
    unique (position) deferrable initially deferred
);
comment on column host_rule.position is 'of two rules that say something else of one host, the one with the smaller position counts';
comment on column host_rule.condition is 'a filter as in the API''s list of hosts';
comment on column host_rule.owner is 'empty if the rule does not speak of it; so is the environment, and null criticality and exposure';

alter table host add column own_tags text[] not null default '{}';
alter table host add column refused_tags text[] not null default '{}';
alter table host add column said text[] not null default '{}';
alter table host add column ruled_tags text[] not null default '{}';
alter table host add column tag_rules bigint[] not null default '{}';
alter table host add column owner_rule bigint;
alter table host add column environment_rule bigint;
alter table host add column criticality_rule bigint;
alter table host add column exposure_rule bigint;
alter table host add check (cardinality(ruled_tags) = cardinality(tag_rules));
update host set own_tags = tags, said = array_remove(array[
    case when owner <> '' then 'owner' end, case when environment <> '' then 'environment' end,
    case when criticality <> 'normal' then 'criticality' end, case when exposure <> 'unknown' then 'exposure' end], null);
comment on column host.tags is 'those in force: what people and rules say, without what people took away';
comment on column host.own_tags is 'what people say';
comment on column host.refused_tags is 'tags of rules that people took away';
comment on column host.said is 'which of owner, environment, criticality and exposure people have said; of these no rule decides';
comment on column host.ruled_tags is 'what rules say, and tag_rules which rule says each';
comment on column host.owner_rule is 'the rule by which it is so; null if none is. It need not be there any more';
create index effect_build_by_package on effect_build (package);

-- Groups of hosts: filters that have a name.

create table host_group (
    id         bigint generated always as identity primary key,
    name       text not null unique,
    condition  text not null,
    note       text not null,
    version    bigint not null default 0
);
comment on column host_group.condition is 'a filter as in the API''s list of hosts; who fits belongs to the group';
