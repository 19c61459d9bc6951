-- Ways in: letters, passwords, passkeys, invitations, and how often somebody tried. Secrets are kept as hashes only.

-- A letter by which somebody signs in. One to an address from each place that asks; all of an address go when one is used.
create table sign_in_links (
  token_hash bytea primary key,
  address text not null,
  -- The browser or network that asked.
  place_hash bytea not null,
  -- Who asked, where they were somebody here already.
  learner_id uuid references learners on delete cascade,
  -- What a new learner begins with.
  given jsonb not null,
  expires_at_ms bigint not null,
  unique (address, place_hash)
);
create index sign_in_links_by_end on sign_in_links (expires_at_ms);
create index sign_in_links_by_learner on sign_in_links (learner_id);

-- How often something was tried. The name is a hash: whose it was, and from where, cannot be read from it.
create table attempts (
  name_hash bytea primary key,
  tries integer not null,
  last_at_ms bigint not null
);
create index attempts_by_moment on attempts (last_at_ms);

-- Browsers from which somebody has signed in before.
create table known_devices (
  learner_id uuid not null references learners on delete cascade,
  device_hash bytea not null,
  seen_at_ms bigint not null,
  primary key (learner_id, device_hash)
);
create index known_devices_by_moment on known_devices (seen_at_ms);

-- With the name that is signed in with, which is its identity, goes the password.
create table passwords (
  identity_id uuid primary key references identities on delete cascade,
  -- Argon2id, as PHC strings have it.
  phc text not null,
  changed_at_ms bigint not null
);

create table passkeys (
  identity_id uuid primary key references identities on delete cascade,
  -- What its learner calls it.
  name text not null,
  -- As authenticators know the learner: chance, and nothing about them.
  user_handle bytea not null,
  public_key bytea not null,
  sign_count bigint not null,
  transports text[] not null,
  used_at_ms bigint
);

-- What an authenticator has to sign, once.
create table passkey_challenges (
  challenge_hash bytea primary key,
  -- Who registers; null for whoever signs in.
  learner_id uuid references learners on delete cascade,
  user_handle bytea,
  expires_at_ms bigint not null
);
create index passkey_challenges_by_end on passkey_challenges (expires_at_ms);
create index passkey_challenges_by_learner on passkey_challenges (learner_id);

create table invitations (
  invitation_id uuid primary key,
  code_hash bytea not null unique,
  uses integer not null,
  used integer not null default 0,
  created_at_ms bigint not null,
  expires_at_ms bigint not null
);
create index invitations_by_end on invitations (expires_at_ms);
