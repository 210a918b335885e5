-- Approvals that emergency changes owe: when it was told that one had not come in time.
alter table change add column overdue_told_at timestamptz;
comment on column change.overdue_told_at is 'when it was told that the approval which it owes had not come in time; null once it is filled anew';
create index change_owed on change (owed_until) where owed_until is not null;

-- What a roll-out that waits for all windows does not wait for, when its hosts go back, takes a reason, too.
alter table rollout
    drop constraint rollout_check,
    add constraint rollout_overridden_with_a_reason check (window_override = 'nothing' or override_why <> '');
comment on column rollout.override_why is 'the reason that was given for window_override, or for back_any_time; older roll-outs had none for the latter';
