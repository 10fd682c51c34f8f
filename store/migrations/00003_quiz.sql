-- Quizzes: what was asked, who answered what, scores, progress and rounds.

-- +goose Up

-- A quiz poll that was sent.
CREATE TABLE quiz_poll (
    id      TEXT   PRIMARY KEY,        -- Telegram's, by which votes are told
    chat    BIGINT NOT NULL,
    thread  BIGINT NOT NULL,
    message BIGINT NOT NULL,
    fact    TEXT   NOT NULL,
    correct BIGINT NOT NULL,           -- the right option
    sent    BIGINT NOT NULL,
    open    BIGINT NOT NULL,           -- milliseconds; 0: it does not close by itself
    round   TEXT   NOT NULL,           -- '' for none
    number  BIGINT NOT NULL            -- in its round, from 1
);
CREATE INDEX quiz_poll_fact ON quiz_poll (chat, fact, sent);
CREATE INDEX quiz_poll_sent ON quiz_poll (sent);
CREATE INDEX quiz_poll_round ON quiz_poll (round) WHERE round <> '';

-- The first answer of a person to a poll.
CREATE TABLE quiz_answer (
    poll    TEXT   NOT NULL,
    person  BIGINT NOT NULL,
    chat    BIGINT NOT NULL,
    round   TEXT   NOT NULL,
    choice  BIGINT NOT NULL,
    correct BIGINT NOT NULL,           -- 1: right
    took    BIGINT NOT NULL,           -- milliseconds
    at      BIGINT NOT NULL,
    PRIMARY KEY (poll, person)
);
CREATE INDEX quiz_answer_person ON quiz_answer (person);
CREATE INDEX quiz_answer_chat ON quiz_answer (chat);
CREATE INDEX quiz_answer_at ON quiz_answer (at);
CREATE INDEX quiz_answer_round ON quiz_answer (round) WHERE round <> '';

-- What a person answered in a chat on a day.
CREATE TABLE quiz_score (
    chat     BIGINT NOT NULL,
    person   BIGINT NOT NULL,
    day      BIGINT NOT NULL,          -- since 1 January 1970, by the chat's zone
    answered BIGINT NOT NULL,
    correct  BIGINT NOT NULL,
    took     BIGINT NOT NULL,          -- milliseconds, of the right answers
    PRIMARY KEY (chat, person, day)
);
CREATE INDEX quiz_score_day ON quiz_score (chat, day);
CREATE INDEX quiz_score_person ON quiz_score (person);

-- The name that a person's Telegram last showed, for boards.
CREATE TABLE quiz_player (
    person BIGINT PRIMARY KEY,
    name   TEXT NOT NULL
);

-- What a person has shown to know of a fact.
CREATE TABLE quiz_progress (
    person BIGINT NOT NULL,
    fact   TEXT   NOT NULL,
    seen   BIGINT NOT NULL,
    missed BIGINT NOT NULL,
    last   BIGINT NOT NULL,
    box    BIGINT NOT NULL,
    PRIMARY KEY (person, fact)
);

CREATE TABLE quiz_round (
    id       TEXT   PRIMARY KEY,
    chat     BIGINT NOT NULL,
    thread   BIGINT NOT NULL,
    starter  BIGINT NOT NULL,          -- 0 for an anonymous admin
    language TEXT   NOT NULL,
    total    BIGINT NOT NULL,
    started  BIGINT NOT NULL,
    phase    TEXT   NOT NULL,          -- running, ending, closed
    ended    TEXT   NOT NULL,          -- why; '' when all was asked
    asked    BIGINT NOT NULL,          -- quizzes taken in hand: each is sent at most once
    failed   BIGINT NOT NULL,          -- quizzes in a row that could not be sent
    tries    BIGINT NOT NULL,          -- of its board
    due      BIGINT NOT NULL           -- when somebody may take it in hand
);
CREATE INDEX quiz_round_due ON quiz_round (due) WHERE phase IN ('running', 'ending');
CREATE INDEX quiz_round_chat ON quiz_round (chat, started);
