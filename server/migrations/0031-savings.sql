-- By what was saved; together it is what was saved in all. Of calls of before nobody knows.
alter table spending
  add column saved_by_caching bigint not null default 0,
  add column saved_by_routing bigint not null default 0,
  add column saved_by_window bigint not null default 0,
  add column saved_by_recall bigint not null default 0;
