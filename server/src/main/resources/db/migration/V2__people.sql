-- What people say of hosts: by it hosts belong to groups, and roles are given for groups.

alter table host
    add column tags         text[] not null default '{}',
    add column owner        text not null default '',
    add column environment  text not null default '',
    add column criticality  text not null default 'normal' check (criticality in ('low', 'normal', 'high', 'critical')),
    add column exposure     text not null default 'unknown' check (exposure in ('unknown', 'internal', 'internet')),
    add column version      bigint not null default 1;
comment on column host.owner is 'empty if nobody has said; so is the environment';
comment on column host.version is 'counts what people have said of it';
create index host_by_tag on host using gin (tags);
create index host_by_owner on host (owner, id);
create index host_by_environment on host (environment, id);

-- What people may do.

create table person_grant (
    id         bigint generated always as identity primary key,
    person_id  bigint not null references person on delete cascade,
    role       text not null check (role in ('viewer', 'operator', 'approver', 'security', 'administrator', 'auditor')),
    scope      text[]
);
create index person_grant_by_person on person_grant (person_id);
comment on column person_grant.scope is 'groups of hosts such as tag:web; null for all hosts';

-- Whoever could sign in before there were roles could do everything there was.
insert into person_grant (person_id, role) select id, 'administrator' from person;
