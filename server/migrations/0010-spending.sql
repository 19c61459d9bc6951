-- What a call took besides tokens, and whether it was paid from what guests share.
alter table spending
  add column guest boolean not null default false,
  add column characters integer not null default 0 check (characters >= 0),
  add column heard_ms integer not null default 0 check (heard_ms >= 0),
  add column spoken_ms integer not null default 0 check (spoken_ms >= 0);

-- Where nothing is limited, what is spent is kept all the same. Where something is, it is never overspent, whoever writes here.
alter table allowances
  alter column limit_micro_usd drop not null,
  add constraint allowances_suffice check (limit_micro_usd is null or spent_micro_usd + reserved_micro_usd <= limit_micro_usd);

-- What of an allowance each process has in hand: together, what of it is reserved.
create table slices (
  holder uuid not null,
  scope text not null,
  scope_name text not null,
  period text not null,
  since date not null,
  micro_usd bigint not null check (micro_usd > 0),
  told_at_ms bigint not null,
  primary key (holder, scope, scope_name, period, since),
  foreign key (scope, scope_name, period, since) references allowances on delete cascade
);
create index slices_of_allowances on slices (scope, scope_name, period, since);
