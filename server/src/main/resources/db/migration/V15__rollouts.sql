-- Roll-outs: how far approved changes are carried to their hosts.

create table rollout (
    number         bigint generated always as identity primary key,
    change_number  bigint not null references change,
    title          text not null,
    plan           bytea not null,
    plan_hash      text not null,
    start_at       timestamptz not null,
    back_any_time  boolean not null,
    started_by     text not null,
    started_at     timestamptz not null,
    stage          text not null,
    stage_form     text not null,
    counts         integer[] not null,
    tolerances     integer[] not null,
    next_begin     timestamptz not null,
    heard_since    timestamptz not null,
    ticked_at      timestamptz not null,
    version        bigint not null default 0,
    ended_at       timestamptz,
    touched_at     timestamptz not null
);
comment on column rollout.plan is 'what was approved when it was started, in the form of core.plan.ContentForm; the change may be edited later';
comment on column rollout.plan_hash is 'SHA-256 of plan';
comment on column rollout.stage is 'a word of stage_form, which has the whole of it';
comment on column rollout.counts is 'how many hosts of each wave stand how: for each wave as many numbers as there are standings';
comment on column rollout.tolerances is 'what people have put up with: three numbers for each wave';
comment on column rollout.heard_since is 'since when hosts could be heard without a break';
comment on column rollout.ticked_at is 'when a server looked at it last, within some seconds';
comment on column rollout.version is 'counts steps';

create unique index rollout_of_change on rollout (change_number) where ended_at is null;
create index rollout_open on rollout (number) where ended_at is null;
create index rollout_touched on rollout (touched_at);

create table rollout_host (
    rollout        bigint not null references rollout on delete cascade,
    place          integer not null,
    host_id        bigint not null,
    state          text not null default 'waiting' check (state in ('waiting', 'due', 'asked', 'working', 'lost', 'done',
        'failed', 'back', 'stuck', 'left-over', 'skipped')),
    back           boolean not null default false,
    step           integer not null default 0,
    tries          integer not null default 0,
    missed         integer not null default 0,
    asked_since    timestamptz,
    at             timestamptz,
    flag           boolean not null default false,
    why            text not null default '',
    orders         integer not null default 0,
    touched_by     integer not null default 0,
    order_number   bigint,
    order_version  bigint not null default 0,
    version        bigint not null default 0,
    primary key (rollout, place)
);
comment on column rollout_host.place is 'in the plan, from 0';
comment on column rollout_host.host_id is 'stays when the host is forgotten';
comment on column rollout_host.at is 'of a state: not before, begin by, lost from, done or back at';
comment on column rollout_host.flag is 'of a state: asked and withdrawn, failed and unknown';
comment on column rollout_host.why is 'of a state; hostile in parts';
comment on column rollout_host.order_number is 'of the order that was given last; it has the number orders for this host here';
comment on column rollout_host.order_version is 'what of that order was taken in';
comment on column rollout_host.version is 'of the roll-out when this changed last';

create index rollout_host_changed on rollout_host (rollout, version);
create index rollout_host_of_host on rollout_host (host_id);

create table rollout_order (
    rollout       bigint not null references rollout on delete cascade,
    place         integer not null,
    seq           integer not null,
    deed          text not null check (deed in ('install', 'roll-back', 'restart', 'reboot', 'verify')),
    order_number  bigint not null unique references host_order on delete cascade,
    primary key (rollout, place, seq)
);
comment on column rollout_order.seq is 'from 1 for each host';
