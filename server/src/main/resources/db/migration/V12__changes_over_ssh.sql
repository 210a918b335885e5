-- Hosts that are looked at over SSH may be changed, if a person allows it: then this server visits them with orders.

alter table ssh_host
    add column orders_as uuid unique,
    add column visit_at timestamptz not null default now(),
    add column visit_failures integer not null default 0,
    add column visit_failure text not null default '';
comment on column ssh_host.orders_as is 'the host of the envelope in orders to it; null as long as it may not be changed';
comment on column ssh_host.visit_at is 'not visited before, with orders or for reports; set ahead by whoever visits';
comment on column ssh_host.visit_failures is 'how many visits came to nothing since the last that did not';
comment on column ssh_host.visit_failure is 'why the last visit came to nothing; empty if it did not fail';

create index host_order_may_come on host_order (agent_id)
    where state in ('expired', 'withdrawn') and handed_out_at is not null;
