-- When hosts may be changed: maintenance windows that come again, and freezes that outrank them.

create table maintenance_window (
    id           bigint generated always as identity primary key,
    name         text not null unique,
    condition    text not null,
    first_start  timestamp not null,
    rule         text not null,
    minutes      integer not null check (minutes between 1 and 10080),
    zone         text not null,
    except_days  date[] not null,
    note         text not null,
    version      bigint not null default 0
);
comment on column maintenance_window.condition is 'which hosts have it: a filter as in the API''s list of hosts; empty for all';
comment on column maintenance_window.first_start is 'as clocks in the zone show it; from there the rule is counted';
comment on column maintenance_window.rule is 'of RFC 5545; empty for one opening alone';
comment on column maintenance_window.minutes is 'for how long it is open, in time that really passes';
comment on column maintenance_window.except_days is 'days in the zone on which no opening begins';

create table change_freeze (
    id            bigint generated always as identity primary key,
    name          text not null unique,
    condition     text not null,
    first_moment  timestamp not null,
    last_moment   timestamp not null,
    zone          text not null,
    note          text not null,
    version       bigint not null default 0
);
comment on table change_freeze is 'times in which nothing is changed, whatever windows say';
comment on column change_freeze.condition is 'of which hosts: a filter as in the API''s list of hosts; empty for all';
comment on column change_freeze.first_moment is 'as clocks in the zone show it; so is the last moment, which is not in it any more';
