-- What was said is found as Czech is typed: without diacritics, by the beginnings of words, since Czech bends their ends.

-- Capitals too: where a database has the locale C, `lower` leaves those alone that ASCII does not have.
create function folded(text text) returns text language sql immutable parallel safe
return translate(lower(text), 'áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ', 'acdeeinorstuuyzacdeeinorstuuyz');

-- Each word with the end of its learner's id before it: so the index finds one learner's words without reading everybody's.
create function words_said(learner uuid, text text) returns tsvector language sql immutable parallel safe
return (
  select coalesce(array_to_tsvector(array_agg(distinct right(learner::text, 12) || word)), '')
  from regexp_split_to_table(folded(text), '[^[:alnum:]]+') as word where word <> ''
);

create index turns_by_word on turns using gin (words_said(learner_id, transcript));
