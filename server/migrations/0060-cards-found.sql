-- A card is found by the beginnings of any words on it, as what was said is.
create index cards_by_word on cards using gin (words_said(learner_id, front || ' ' || back || ' ' || coalesce(example, '')));
