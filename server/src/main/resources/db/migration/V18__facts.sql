-- What really became of the hosts of changes, and when: raw, for good. Metrics are worked out from it.

create table change_fact (
    id               bigint generated always as identity primary key,
    rollout          bigint not null references rollout,
    place            integer not null,
    change_number    bigint not null references change,
    host_id          bigint not null,
    host_name        text not null,
    outcome          text not null check (outcome in ('done', 'failed', 'lost', 'back', 'stuck', 'left-over', 'skipped')),
    why              text not null,
    package_set      text not null,
    packages         integer not null,
    bytes            bigint not null,
    reboot           boolean not null,
    released_at      timestamptz,
    detected_at      timestamptz,
    approved_at      timestamptz,
    started_at       timestamptz not null,
    asked_at         timestamptz,
    begun_at         timestamptz,
    installed_at     timestamptz,
    ended_at         timestamptz not null,
    install_seconds  double precision,
    down_seconds     double precision,
    verify_seconds   double precision
);
comment on table change_fact is 'a row each time that a host of a roll-out has come to an end; one that is tried again gets another';
comment on column change_fact.host_id is 'stays when the host is forgotten, and so does its name of then';
comment on column change_fact.why is 'of an outcome; hostile in parts';
comment on column change_fact.package_set is 'equal for the same packages on the same platform, whatever their versions';
comment on column change_fact.released_at is 'when the first of the vulnerabilities that it closes was published, as feeds tell it';
comment on column change_fact.detected_at is 'when one of its builds was first seen pending on any host';
comment on column change_fact.asked_at is 'when the last installation was ordered; it was begun when the host took it';
comment on column change_fact.ended_at is 'if it is done: since when it is in effect';
comment on column change_fact.install_seconds is 'this and the next two by the clock of the server, from taking an order to telling of its end';
comment on column change_fact.down_seconds is 'of restarts and reboots: services were down for no longer; null if there were none';

create index change_fact_of_host on change_fact (rollout, place, id);
create index change_fact_of_set on change_fact (package_set, id) where outcome = 'done';

create table incident (
    id             bigint generated always as identity primary key,
    change_number  bigint not null references change,
    what           text not null,
    began_at       timestamptz not null,
    down_minutes   integer check (down_minutes >= 0),
    told_by        text not null,
    told_at        timestamptz not null
);
comment on column incident.down_minutes is 'for how long services were down; null if nobody knows';

create index incident_of_change on incident (change_number, id);
create index change_fact_by_host on change_fact (host_id);
