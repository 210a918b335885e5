-- Changes: which patches for which hosts, how far that is planned, and who agreed to it.

create table change (
    number        bigint generated always as identity primary key,
    title         text not null,
    type          text not null check (type in ('standard', 'normal', 'emergency')),
    ticket        text not null,
    wish          bytea not null,
    state         text not null check (state in ('draft', 'proposed', 'approved', 'rejected', 'withdrawn')),
    drafted_by    text not null,
    drafted_at    timestamptz not null,
    edited_by     text not null,
    plan          bytea not null,
    plan_hash     text not null,
    planned_at    timestamptz not null,
    hosts         integer not null check (hosts >= 0),
    left_open     integer not null check (left_open >= 0),
    findings      bigint not null check (findings >= 0),
    round         integer not null default 0,
    author        text,
    proposer      text,
    needed        integer,
    owed_until    timestamptz,
    content       text,
    decided_by    text,
    decided_why   text not null default '',
    version       bigint not null default 0,
    touched_at    timestamptz not null,
    check ((state in ('proposed', 'approved', 'rejected'))
        = (author is not null and proposer is not null and needed is not null and content is not null)),
    check ((state in ('rejected', 'withdrawn')) = (decided_by is not null))
);
comment on column change.wish is 'what is wanted, in the form of core.plan.WishForm';
comment on column change.edited_by is 'who edited or planned it last';
comment on column change.plan is 'the wish and what it means for each host, in the form of core.plan.ContentForm';
comment on column change.plan_hash is 'SHA-256 of plan';
comment on column change.hosts is 'how many hosts get something by the plan, so that lists need not read it; so are the next two';
comment on column change.round is 'counts the times that it was proposed; approvals stand for one of them';
comment on column change.author is 'who had edited it last when it was proposed';
comment on column change.content is 'the hash of what was proposed';
comment on column change.owed_until is 'of an emergency change: until when it is to be approved';

create index change_touched on change (touched_at);

create table change_approval (
    change_number  bigint not null references change on delete cascade,
    round          integer not null,
    person         text not null,
    content        text not null,
    at             timestamptz not null,
    primary key (change_number, round, person)
);

create table change_host (
    change_number  bigint not null references change on delete cascade,
    host_id        bigint not null references host on delete cascade,
    primary key (change_number, host_id)
);
comment on table change_host is 'the hosts that a change was planned for, those that get nothing too: who does not see all of them does not see it';
create index change_host_by_host on change_host (host_id);
