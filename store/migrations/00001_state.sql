-- Everything that outlives a message. The same text runs in SQLite and in
-- PostgreSQL: times are Unix milliseconds, lists and contexts are JSON.

-- +goose Up

-- Updates from their acceptance until they are handled. What is done stays
-- for some days, without its words, so that it is accepted only once.
CREATE TABLE inbox (
    id       BIGINT PRIMARY KEY,       -- update_id
    chat     BIGINT NOT NULL,          -- whose updates are handled in order; 0 once done
    payload  TEXT,                     -- NULL once done
    state    TEXT   NOT NULL,          -- ready, running, done
    accepted BIGINT NOT NULL,
    run_at   BIGINT NOT NULL,          -- not before
    owner    TEXT   NOT NULL DEFAULT '',
    lease    BIGINT NOT NULL DEFAULT 0, -- of the owner, until
    attempts BIGINT NOT NULL DEFAULT 0, -- claims so far; with the owner, the fence
    crashes  BIGINT NOT NULL DEFAULT 0, -- claims that nobody ended
    sent     TEXT   NOT NULL DEFAULT '' -- ids of the messages sent for it so far, JSON
);
CREATE INDEX inbox_live ON inbox (id) WHERE state IN ('ready', 'running');
CREATE INDEX inbox_chat ON inbox (chat, id) WHERE state IN ('ready', 'running');
CREATE INDEX inbox_done ON inbox (accepted) WHERE state = 'done';

-- person is 0 for a private chat, which has its person's id.
CREATE TABLE conversation (
    chat     BIGINT NOT NULL,
    person   BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    question BIGINT NOT NULL,
    context  TEXT   NOT NULL,
    PRIMARY KEY (chat, person)
);
CREATE INDEX conversation_at ON conversation (at);
CREATE INDEX conversation_person ON conversation (person);

CREATE TABLE language (
    person   BIGINT PRIMARY KEY,
    language TEXT NOT NULL
);

CREATE TABLE exchange (
    chat     BIGINT NOT NULL,
    answer   BIGINT NOT NULL,
    question BIGINT NOT NULL,          -- 0 for none
    person   BIGINT NOT NULL,
    written  BIGINT NOT NULL,
    data     TEXT   NOT NULL,
    PRIMARY KEY (chat, answer)
);
CREATE INDEX exchange_question ON exchange (chat, question);
CREATE INDEX exchange_written ON exchange (written);
CREATE INDEX exchange_person ON exchange (person);

-- The last exchange of each thread.
CREATE TABLE thread (
    chat   BIGINT NOT NULL,
    thread BIGINT NOT NULL,
    answer BIGINT NOT NULL,
    PRIMARY KEY (chat, thread)
);

-- What was asked and how it went, for curators. One row an answer.
CREATE TABLE question (
    chat       BIGINT NOT NULL,
    answer     BIGINT NOT NULL,
    person     BIGINT NOT NULL,        -- 0 for an anonymous admin
    at         BIGINT NOT NULL,
    text       TEXT   NOT NULL,        -- empty for somebody else's words
    language   TEXT   NOT NULL,
    verdict    TEXT   NOT NULL,
    facts      TEXT   NOT NULL,
    confidence DOUBLE PRECISION NOT NULL,
    took       BIGINT NOT NULL,        -- milliseconds from taking the question up to its answer's arrival
    PRIMARY KEY (chat, answer)
);
CREATE INDEX question_at ON question (at);
CREATE INDEX question_person ON question (person);
