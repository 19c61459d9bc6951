-- What Telegram brought: each update once, those of a chat one after the other, whatever process dies meanwhile.
create table telegram_updates (
  update_id bigint primary key,
  chat_id bigint not null,
  -- Null once it is answered: what was said is kept with its turn and nowhere else.
  body jsonb,
  received_at_ms bigint not null,
  tries integer not null default 0,
  -- Messages that have gone out in answer.
  sent integer not null default 0,
  holder uuid,
  lease_until_ms bigint not null default 0,
  done_at_ms bigint
);
create index telegram_updates_waiting on telegram_updates (chat_id, update_id) where done_at_ms is null;
create index telegram_updates_answered on telegram_updates (done_at_ms) where done_at_ms is not null;
