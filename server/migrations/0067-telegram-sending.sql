-- bears 0061-modes.sql
-- The number of the last message before the one that is on its way to Telegram; null while none is.
alter table telegram_updates add column sending_after bigint;
