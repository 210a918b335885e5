-- What the server remembers. Everything lies in the schema of its owner; the server works in a role that may read and
-- write rows but neither change nor drop tables.

-- Hosts, and what they have. Whatever many hosts have alike is stored once and bears a number: "interned". The digest is
-- the SHA-256 over all columns, because an index over the texts themselves would limit their length.

create table host (
    id          bigint generated always as identity primary key,
    machine     text not null unique,
    name        text not null,
    added_at    timestamptz not null
);
comment on column host.machine is 'what tells this machine from all others, also when it is renamed';

create table effect_build (
    id              integer generated always as identity primary key,
    digest          bytea not null unique,
    platform        text not null,
    package         text not null,
    version         text not null,
    architecture    text not null,
    source          text not null,
    source_version  text not null,
    effect          text not null check (effect in ('installed', 'running'))
);
comment on table effect_build is 'a package build, and whether it lies on disk or runs';

create table origins (
    id      integer generated always as identity primary key,
    digest  bytea not null unique,
    suites  text[] not null
);
comment on column origins.suites is 'rows of origin, label, suite, codename, site';

create table patch (
    id              integer generated always as identity primary key,
    digest          bytea not null unique,
    platform        text not null,
    package         text not null,
    architecture    text not null,
    installed       text not null,
    candidate       text not null,
    source          text,
    source_version  text,
    origins         integer references origins,
    bytes           bigint,
    sha256          text,
    basis           text not null,
    first_seen_at   timestamptz not null default now()
);
comment on table patch is 'a step of a package to a newer version';

create table changelog_claim (
    id              integer generated always as identity primary key,
    digest          bytea not null unique,
    source          text not null,
    version         text not null,
    since           text not null,
    complete        boolean not null,
    mentions        text[] not null
);
comment on column changelog_claim.mentions is 'rows of vulnerability, version of the entry';

create table inventory (
    host_id          bigint primary key references host,
    taken_at         timestamptz not null,
    platform         text not null,
    pretty_name      text not null,
    builds           integer[] not null,
    origins          integer[] not null,
    held             integer[] not null,
    automatic        integer[] not null,
    running_release  text,
    reboot           text not null check (reboot in ('required', 'not_required', 'unknown')),
    reboot_because   text[] not null,
    unreadable       integer not null,
    problems         text[] not null,
    check (cardinality(builds) = cardinality(origins))
);
comment on table inventory is 'what a host has now; what it had follows from its deltas';
comment on column inventory.builds is 'effect builds, ascending';
comment on column inventory.origins is 'for each build the archives that carry it now; 0 if none does';
comment on column inventory.reboot_because is 'the packages that ask for it, or one sentence why it is not known';
comment on column inventory.problems is 'rows of where, message, text';

create table pending (
    host_id      bigint primary key references host,
    unavailable  text,
    patches      integer[] not null,
    installs     text[] not null,
    removals     text[] not null,
    kept_back    text[] not null,
    claims       integer[] not null,
    unread       text[] not null
);
comment on table pending is 'what the host''s package manager would do next';
comment on column pending.unavailable is 'why nobody knows; null if it is known';
comment on column pending.patches is 'in the package manager''s order';
comment on column pending.unread is 'sources whose changelog could not be had';

create table delta (
    host_id   bigint not null references host,
    subject   text not null check (subject in ('build', 'patch')),
    revision  integer not null,
    at        timestamptz not null,
    added     integer[] not null,
    removed   integer[] not null,
    primary key (host_id, subject, revision)
);
comment on table delta is 'how a host''s effect builds and pending patches came to be what they are; in ascending order';

-- Work that takes a while, for people to see.

create table run (
    id            bigint generated always as identity primary key,
    kind          text not null,
    about         text not null,
    state         text not null check (state in ('running', 'done', 'failed', 'stopped', 'cut_off')),
    step          text not null,
    done          bigint not null,
    total         bigint not null,
    started_at    timestamptz not null,
    last_sign_at  timestamptz not null,
    ended_at      timestamptz,
    message       text not null,
    check ((state = 'running') = (ended_at is null))
);
create index run_newest on run (kind, about, id desc);
comment on column run.state is 'cut_off: the server ended in the middle';

-- Feeds. What they say is kept in compiled tables, see ADR 15; here is how they stand.

create table feed (
    source        text not null,
    location      text not null,
    name          text not null,
    kind          text not null,
    health        text not null check (health in ('good', 'last_good', 'failed', 'ignored')),
    date          text not null,
    records       bigint not null,
    sha256        text not null,
    message       text not null,
    checked_at    timestamptz not null,
    last_good_at  timestamptz,
    changed_at    timestamptz,
    added         bigint not null,
    changed       bigint not null,
    removed       bigint not null,
    primary key (source, location)
);
comment on column feed.source is 'the location as the settings name it; a folder holds several feeds';
comment on column feed.added is 'records that the last change of the content brought';

-- People.

create table person (
    id             bigint generated always as identity primary key,
    name           text not null unique,
    password_hash  text not null,
    added_at       timestamptz not null
);

create table first_sign_in (
    token_digest  bytea primary key,
    made_at       timestamptz not null,
    expires_at    timestamptz not null
);

-- The server itself.

create table last_alive (
    one  boolean primary key default true check (one),
    at    timestamptz not null
);
comment on table last_alive is 'the newest time that any server has seen, to notice a clock that was set back';

-- Spring Session's and db-scheduler's own tables; the names and types are theirs.

create table spring_session (
    primary_id             char(36) not null primary key,
    session_id             char(36) not null,
    creation_time          bigint not null,
    last_access_time       bigint not null,
    max_inactive_interval  int not null,
    expiry_time            bigint not null,
    principal_name         varchar(100)
);
create unique index spring_session_by_id on spring_session (session_id);
create index spring_session_by_expiry on spring_session (expiry_time);
create index spring_session_by_person on spring_session (principal_name);

create table spring_session_attributes (
    session_primary_id  char(36) not null references spring_session (primary_id) on delete cascade,
    attribute_name      varchar(200) not null,
    attribute_bytes     bytea not null,
    primary key (session_primary_id, attribute_name)
);

create table scheduled_tasks (
    task_name             text not null,
    task_instance         text not null,
    task_data             bytea,
    execution_time        timestamptz,
    picked                boolean not null,
    picked_by             text,
    last_success          timestamptz,
    last_failure          timestamptz,
    consecutive_failures  int,
    last_heartbeat        timestamptz,
    version               bigint not null,
    priority              smallint,
    state                 text,
    primary key (task_name, task_instance)
);
create index scheduled_tasks_by_time on scheduled_tasks (execution_time);
create index scheduled_tasks_by_heartbeat on scheduled_tasks (last_heartbeat);
