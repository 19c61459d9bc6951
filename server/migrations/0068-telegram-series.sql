-- bears 0061-modes.sql
-- How far Telegram has come in numbering the bot's messages: in each supergroup by itself (chat_id), in all other chats together (0).
create table telegram_series (
  chat_id bigint primary key,
  latest bigint not null,
  -- In answer to this the latest was sent; with it the series is forgotten.
  update_id bigint not null references telegram_updates on delete cascade
);
create index telegram_series_update on telegram_series (update_id);
