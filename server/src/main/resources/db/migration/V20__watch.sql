-- The last order by which a host that is done is asked whether it still is, while its wave soaks.
create table rollout_watch (
    rollout       bigint not null references rollout on delete cascade,
    place         integer not null,
    order_number  bigint unique references host_order on delete cascade,
    asked_at      timestamptz not null,
    seen          boolean not null default false,
    primary key (rollout, place)
);
comment on column rollout_watch.order_number is 'null where there was nobody to give it to';
comment on column rollout_watch.seen is 'what came of the order was taken in';

create index rollout_watch_open on rollout_watch (rollout) where not seen;
