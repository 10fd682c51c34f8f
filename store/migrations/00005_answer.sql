-- Tokens that language models took, for the budgets of a day.

-- +goose Up

CREATE TABLE tokens (
    day     TEXT   NOT NULL,           -- 2026-11-27, in the time zone of who wrote it
    person  BIGINT NOT NULL,           -- 0 for nobody's
    tokens  BIGINT NOT NULL,
    written BIGINT NOT NULL,
    PRIMARY KEY (day, person)
);
