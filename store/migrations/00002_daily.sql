-- Daily trivia.

-- +goose Up

-- What each chat has drawn; see trivia.Bag.
CREATE TABLE bag (
    chat    BIGINT PRIMARY KEY,
    version BIGINT NOT NULL,           -- grows with each draw
    data    TEXT   NOT NULL
);

-- What is set about daily posts, a row a topic of a chat.
CREATE TABLE daily (
    chat     BIGINT NOT NULL,
    thread   BIGINT NOT NULL,
    state    TEXT   NOT NULL,          -- on, off, left, blocked
    zone     TEXT   NOT NULL,
    minute   BIGINT NOT NULL,          -- since midnight
    days     BIGINT NOT NULL,          -- bit n: time.Weekday(n)
    language TEXT   NOT NULL,
    kind     TEXT   NOT NULL,          -- text, quiz, both
    picture  BIGINT NOT NULL,          -- 1: yes
    card     BIGINT NOT NULL,          -- message id of the settings
    due      BIGINT NOT NULL,          -- of the next slot
    day      TEXT   NOT NULL,          -- of the next slot, YYYY-MM-DD
    last     TEXT   NOT NULL DEFAULT '', -- day of the slot before
    refused  BIGINT NOT NULL DEFAULT 0, -- posts in a row
    PRIMARY KEY (chat, thread)
);
CREATE INDEX daily_due ON daily (due, chat, thread) WHERE state = 'on';

-- Posts from the moment that they are claimed. One a day and topic.
CREATE TABLE post (
    chat    BIGINT NOT NULL,
    thread  BIGINT NOT NULL,
    day     TEXT   NOT NULL,
    at      BIGINT NOT NULL,           -- when it was due
    state   TEXT   NOT NULL,           -- claimed, sending, or an outcome
    claim   BIGINT NOT NULL,           -- counts the claims; with the owner, the fence
    owner   TEXT   NOT NULL,
    free    BIGINT NOT NULL,           -- while claimed: when others may claim it
    PRIMARY KEY (chat, thread, day)
);
CREATE INDEX post_claimed ON post (free) WHERE state = 'claimed';
CREATE INDEX post_at ON post (at);

-- When the next message of a kind may be sent by any process.
CREATE TABLE rate (
    name TEXT   PRIMARY KEY,
    next BIGINT NOT NULL
);

-- Groups that were shown what the bot can do.
CREATE TABLE introduced (
    chat BIGINT PRIMARY KEY,
    at   BIGINT NOT NULL
);
