-- The ledger, version 1. Every statement may be run again on a ledger that has it already.
-- The numbers below are checked when a ledger is opened: 0x4C41414C spells LAAL.
PRAGMA application_id = 0x4C41414C;
PRAGMA user_version = 1;

-- One row for every file received, with the file itself.
CREATE TABLE IF NOT EXISTS received (
    id          INTEGER PRIMARY KEY,
    sha256      TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
    file        TEXT NOT NULL,
    size        INTEGER NOT NULL CHECK (size = length(content)),
    received_at TEXT NOT NULL CHECK (received_at GLOB '????-??-??T??:??:??.??????+00:00'),
    framework   TEXT NOT NULL,
    round       TEXT NOT NULL,
    theme_group TEXT NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('accepted', 'superseded', 'in error')),
    late        INTEGER NOT NULL CHECK (late IN (0, 1)),
    application TEXT NOT NULL,
    supersedes  INTEGER REFERENCES received (id),
    content     BLOB NOT NULL,
    CHECK (supersedes IS NULL OR status <> 'in error')
) STRICT;

-- At most one return of a theme group is current in a round.
CREATE UNIQUE INDEX IF NOT EXISTS one_current_return
    ON received (framework, round, theme_group) WHERE status = 'accepted';
CREATE INDEX IF NOT EXISTS received_in_order
    ON received (framework, round, theme_group, received_at, id);

-- One row for every value of an accepted return, with the cell it came from.
CREATE TABLE IF NOT EXISTS record (
    id          INTEGER PRIMARY KEY,
    received_id INTEGER NOT NULL REFERENCES received (id),
    indicator   TEXT NOT NULL,
    field       TEXT NOT NULL,
    year        TEXT NOT NULL,
    area        TEXT NOT NULL,
    measure     TEXT NOT NULL,
    value       REAL,
    text        TEXT NOT NULL,
    state       TEXT NOT NULL,
    column_id   TEXT NOT NULL,
    sheet       TEXT NOT NULL,
    cell        TEXT NOT NULL,
    UNIQUE (received_id, sheet, cell)
) STRICT;
CREATE INDEX IF NOT EXISTS record_of_indicator ON record (indicator);

-- One row for every finding, in the order in which they were reported.
CREATE TABLE IF NOT EXISTS finding (
    received_id INTEGER NOT NULL REFERENCES received (id),
    position    INTEGER NOT NULL,
    rule        TEXT NOT NULL,
    severity    TEXT NOT NULL CHECK (severity IN ('error', 'query', 'note')),
    file        TEXT NOT NULL,
    theme_group TEXT NOT NULL,
    sheet       TEXT NOT NULL,
    cell        TEXT NOT NULL,
    row_key     TEXT NOT NULL,
    field       TEXT NOT NULL,
    message     TEXT NOT NULL,
    found       TEXT NOT NULL,
    expected    TEXT NOT NULL,
    fix         TEXT NOT NULL,
    PRIMARY KEY (received_id, position)
) STRICT;

-- What was received stays as it was, whichever program opens the ledger. Only the status
-- of a file and the file it supersedes may change, when another file is received.
CREATE TRIGGER IF NOT EXISTS received_is_kept BEFORE DELETE ON received
BEGIN SELECT RAISE(ABORT, 'a received file is never deleted'); END;
CREATE TRIGGER IF NOT EXISTS received_is_fixed
BEFORE UPDATE OF id, sha256, file, size, received_at, framework, round, theme_group, late,
    application, content ON received
BEGIN SELECT RAISE(ABORT, 'a received file is never altered'); END;
CREATE TRIGGER IF NOT EXISTS record_is_kept BEFORE DELETE ON record
BEGIN SELECT RAISE(ABORT, 'a recorded value is never deleted'); END;
CREATE TRIGGER IF NOT EXISTS record_is_fixed BEFORE UPDATE ON record
BEGIN SELECT RAISE(ABORT, 'a recorded value is never altered'); END;
CREATE TRIGGER IF NOT EXISTS finding_is_kept BEFORE DELETE ON finding
BEGIN SELECT RAISE(ABORT, 'a finding is never deleted'); END;
CREATE TRIGGER IF NOT EXISTS finding_is_fixed BEFORE UPDATE ON finding
BEGIN SELECT RAISE(ABORT, 'a finding is never altered'); END;

-- The views are for people who open the ledger in Excel or a database program.

-- Every file received, without its content, with how much it brought.
CREATE VIEW IF NOT EXISTS received_file AS
SELECT id, framework, round, theme_group, status, file, received_at, late, application,
    supersedes, size, sha256,
    (SELECT count(*) FROM record WHERE received_id = received.id) AS value_count,
    (SELECT count(*) FROM finding WHERE received_id = received.id AND severity = 'error')
        AS error_count,
    (SELECT count(*) FROM finding WHERE received_id = received.id AND severity = 'query')
        AS query_count,
    (SELECT count(*) FROM finding WHERE received_id = received.id AND severity = 'note')
        AS note_count
FROM received;

-- The return that counts, for each framework, round and theme group.
CREATE VIEW IF NOT EXISTS current_return AS
SELECT * FROM received_file WHERE status = 'accepted';

-- Every value ever accepted, with the file and the cell it came from.
CREATE VIEW IF NOT EXISTS accepted_record AS
SELECT received.framework, received.round, received.theme_group, record.indicator, record.field,
    record.year, record.area, record.measure, record.value, record.text, record.state,
    record.column_id, record.sheet, record.cell, received.file, received.sha256, received.received_at,
    received.status, record.received_id, record.id
FROM record JOIN received ON received.id = record.received_id;

-- The values that count: those of the current returns.
CREATE VIEW IF NOT EXISTS current_record AS
SELECT * FROM accepted_record WHERE status = 'accepted';
