-- Daily trivia.

-- +goose Up

-- What each chat has drawn; see trivia.Bag.
CREATE TABLE bag (
    chat    BIGINT PRIMARY KEY,
    version BIGINT NOT NULL,           -- grows with each draw
    data    TEXT   NOT NULL
);
