-- What people think of facts, and how much they ask.

-- +goose Up

-- A person's 👍 or 👎 of a fact's version, as they last said it.
CREATE TABLE rating (
    fact    TEXT   NOT NULL,
    version TEXT   NOT NULL,
    person  BIGINT NOT NULL,
    chat    BIGINT NOT NULL,
    message BIGINT NOT NULL,           -- the answer under which it was said
    at      BIGINT NOT NULL,
    up      BIGINT NOT NULL,           -- 1 or 0
    PRIMARY KEY (fact, version, person)
);
CREATE INDEX rating_person ON rating (person);
CREATE INDEX rating_at ON rating (at);

-- A person's report that a fact's version is outdated or wrong.
CREATE TABLE report (
    fact    TEXT   NOT NULL,
    version TEXT   NOT NULL,
    person  BIGINT NOT NULL,
    chat    BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    reason  TEXT   NOT NULL,           -- outdated, wrong
    PRIMARY KEY (fact, version, person)
);
CREATE INDEX report_person ON report (person);
CREATE INDEX report_at ON report (at);

-- Versions of facts of whose reports the administrators were told.
CREATE TABLE review (
    fact    TEXT   NOT NULL,
    version TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (fact, version)
);

-- Questions a day, for the daily limits: of a person, or of a group by its
-- negative id.
CREATE TABLE asked (
    day       BIGINT NOT NULL,         -- since 1970, UTC
    who       BIGINT NOT NULL,
    questions BIGINT NOT NULL,
    PRIMARY KEY (day, who)
);
CREATE INDEX asked_who ON asked (who);
