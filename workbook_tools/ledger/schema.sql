-- The ledger, version 5: tables and views. What keeps them as they are stands in guards.sql.
-- The numbers below are checked when a ledger is opened: 0x4C41414C spells LAAL.
PRAGMA application_id = 0x4C41414C;
PRAGMA user_version = 5;

-- Whatever happens is an entry. Entries are numbered in the order in which they were made, and
-- are never altered; what an entry says stands in the tables of its kind, under its number. Only a
-- redaction takes words out of earlier entries, and is an entry itself.
CREATE TABLE entry (
    id   INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,  -- guards.sql names them all
    at   TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????+00:00'),
    who  TEXT NOT NULL,  -- empty where it is not known
    why  TEXT NOT NULL
) STRICT;

-- The seal of each entry: a SHA-256 over all that it says and over the seal before it. chain.py says
-- how it is worked out. An entry that is sealed is whole.
CREATE TABLE seal (
    id   INTEGER PRIMARY KEY REFERENCES entry (id),
    hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;

-- What the texts of each entry are sealed with: 16 bytes of chance for each, in the order of
-- chain.py. That of a text which was redacted is another since.
CREATE TABLE salt (
    id      INTEGER PRIMARY KEY REFERENCES entry (id),
    content BLOB NOT NULL CHECK (length(content) % 16 = 0)
) STRICT;

-- The seals that entries had in a ledger of version 4, as receipts of that time tell them. They are
-- over the texts themselves, and so go where a text goes: empty then.
CREATE TABLE earlier_seal (
    id   INTEGER PRIMARY KEY REFERENCES entry (id),
    hash TEXT NOT NULL CHECK (length(hash) IN (0, 64))
) STRICT;

-- The files of forms and frameworks, packed, once each.
CREATE TABLE declaration (
    fingerprint TEXT PRIMARY KEY NOT NULL CHECK (length(fingerprint) = 64),
    kind        TEXT NOT NULL CHECK (kind IN ('form', 'framework')),
    content     BLOB NOT NULL
) STRICT;

-- An entry of kind 'issued': one workbook that was issued, and what it was issued with.
CREATE TABLE issue (
    id                    INTEGER PRIMARY KEY REFERENCES entry (id),
    round                 TEXT NOT NULL,
    theme_group           TEXT NOT NULL,
    framework_fingerprint TEXT NOT NULL REFERENCES declaration (fingerprint),
    form_fingerprint      TEXT NOT NULL REFERENCES declaration (fingerprint),
    sha256                TEXT NOT NULL CHECK (length(sha256) = 64),
    contact               TEXT NOT NULL,
    waivers               TEXT NOT NULL  -- JSON
) STRICT;
CREATE INDEX issue_of_round ON issue (round, theme_group);

-- An entry of kind 'round opened', 'round changed', 'round closed' or 'round reopened', and how
-- the round is defined from then on. A round is closed while its last entry is a closing.
CREATE TABLE round_event (
    id         INTEGER PRIMARY KEY REFERENCES entry (id),
    round      TEXT NOT NULL,
    definition TEXT NOT NULL,  -- JSON
    form       TEXT NOT NULL   -- fingerprint of the form that it is asked with from then on
) STRICT;
CREATE INDEX event_of_round ON round_event (round);

-- What was in force when a round was closed, and which submissions counted: it stays so.
CREATE TABLE closing (
    id                    INTEGER PRIMARY KEY REFERENCES round_event (id),
    framework_fingerprint TEXT NOT NULL REFERENCES declaration (fingerprint),
    form_fingerprint      TEXT NOT NULL REFERENCES declaration (fingerprint)
) STRICT;
CREATE TABLE counted (
    closing    INTEGER NOT NULL REFERENCES closing (id),
    submission INTEGER NOT NULL REFERENCES submission (id),
    PRIMARY KEY (closing, submission)
) STRICT, WITHOUT ROWID;

-- Every file received, byte for byte; without content where it was redacted.
CREATE TABLE original (
    sha256  TEXT PRIMARY KEY NOT NULL CHECK (length(sha256) = 64),
    size    INTEGER NOT NULL CHECK (size = length(content)),
    content BLOB
) STRICT;

-- An entry of kind 'received': one file sent in for a return.
CREATE TABLE submission (
    id                    INTEGER PRIMARY KEY REFERENCES entry (id),
    framework             TEXT NOT NULL,
    round                 TEXT NOT NULL,
    theme_group           TEXT NOT NULL,
    file                  TEXT NOT NULL,
    received_at           TEXT NOT NULL
        CHECK (received_at GLOB '????-??-??T??:??:??.??????+00:00'),
    late                  INTEGER NOT NULL CHECK (late IN (0, 1)),
    application           TEXT NOT NULL,
    sha256                TEXT NOT NULL REFERENCES original (sha256),
    framework_fingerprint TEXT NOT NULL,  -- as it says itself; empty where it does not
    form_fingerprint      TEXT NOT NULL
) STRICT;
CREATE INDEX submission_in_order
    ON submission (round, framework, theme_group, received_at, id);
CREATE INDEX submission_of_original ON submission (sha256);

-- One row for every value of a submission without errors, with the cell it came from.
CREATE TABLE record (
    submission_id INTEGER NOT NULL REFERENCES submission (id),
    position      INTEGER NOT NULL,
    indicator     TEXT NOT NULL,
    field         TEXT NOT NULL,
    year          TEXT NOT NULL,
    area          TEXT NOT NULL,
    measure       TEXT NOT NULL,
    value         REAL,
    text          TEXT NOT NULL,
    state         TEXT NOT NULL,
    column_id     TEXT NOT NULL,
    sheet         TEXT NOT NULL,
    cell          TEXT NOT NULL,
    PRIMARY KEY (submission_id, position),
    UNIQUE (submission_id, sheet, cell)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_of_indicator ON record (indicator);

-- One row for every finding, in the order in which they were reported.
CREATE TABLE finding (
    submission_id INTEGER NOT NULL REFERENCES submission (id),
    position      INTEGER NOT NULL,
    rule          TEXT NOT NULL,
    severity      TEXT NOT NULL CHECK (severity IN ('error', 'query', 'note')),
    file          TEXT NOT NULL,
    theme_group   TEXT NOT NULL,
    sheet         TEXT NOT NULL,
    cell          TEXT NOT NULL,
    row_key       TEXT NOT NULL,
    field         TEXT NOT NULL,
    message       TEXT NOT NULL,
    found         TEXT NOT NULL,
    expected      TEXT NOT NULL,
    fix           TEXT NOT NULL,
    PRIMARY KEY (submission_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_of_severity ON finding (submission_id, severity);

-- What the adviser says to a query, by the place of its finding; queries without one are open.
CREATE TABLE answer (
    submission_id INTEGER NOT NULL,
    position      INTEGER NOT NULL,
    text          TEXT NOT NULL,
    PRIMARY KEY (submission_id, position),
    FOREIGN KEY (submission_id, position) REFERENCES finding (submission_id, position)
) STRICT, WITHOUT ROWID;

-- An entry of kind 'withdrawn' or 'reinstated': what a person decided of a submission, and why.
CREATE TABLE decision (
    id         INTEGER PRIMARY KEY REFERENCES entry (id),
    submission INTEGER NOT NULL REFERENCES submission (id)
) STRICT;
CREATE INDEX decision_on_submission ON decision (submission, id);

-- An entry of kind 'published': an LAA spreadsheet that was written, with what was in force, and
-- the submissions that counted, those of earlier rounds that its figures follow from among them.
CREATE TABLE publication (
    id                    INTEGER PRIMARY KEY REFERENCES entry (id),
    framework             TEXT NOT NULL,
    round                 TEXT NOT NULL,
    file                  TEXT NOT NULL,
    sha256                TEXT NOT NULL CHECK (length(sha256) = 64),
    framework_fingerprint TEXT NOT NULL REFERENCES declaration (fingerprint),
    form_fingerprint      TEXT NOT NULL REFERENCES declaration (fingerprint)
) STRICT;
CREATE INDEX publication_of_round ON publication (round, framework, id);
CREATE INDEX publication_of_file ON publication (sha256);
CREATE TABLE published (
    publication INTEGER NOT NULL REFERENCES publication (id),
    submission  INTEGER NOT NULL REFERENCES submission (id),
    PRIMARY KEY (publication, submission)
) STRICT, WITHOUT ROWID;

-- An entry of kind 'redacted': the texts of earlier entries from which a name was taken out, and
-- the files that are kept no more. A place is the number of a text among those of its entry, as
-- chain.py counts them; 'was' and 'stands' are the digests of what it said before and says since.
CREATE TABLE redaction (
    id     INTEGER NOT NULL REFERENCES entry (id),
    entry  INTEGER NOT NULL REFERENCES entry (id),
    place  INTEGER NOT NULL,
    part   TEXT NOT NULL,  -- table and column of the text
    was    TEXT NOT NULL CHECK (length(was) = 64),
    stands TEXT NOT NULL CHECK (length(stands) = 64),
    PRIMARY KEY (id, entry, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX redaction_of_entry ON redaction (entry, id);
CREATE TABLE redacted_file (
    id     INTEGER NOT NULL REFERENCES entry (id),
    sha256 TEXT NOT NULL REFERENCES original (sha256),
    PRIMARY KEY (id, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX redaction_of_file ON redacted_file (sha256);

-- Whether an entry of kind 'redacted' is being made: the only time at which texts may change.
CREATE VIEW being_redacted AS
SELECT id FROM entry
WHERE kind = 'redacted' AND id = (SELECT max(id) FROM entry) AND id NOT IN (SELECT id FROM seal);

-- Whether there are errors in a submission, the closing of its round that is in force, and what
-- was decided of it last.
CREATE VIEW judged AS
SELECT *,
    EXISTS (SELECT 1 FROM finding
            WHERE submission_id = submission.id AND severity = 'error') AS in_error,
    (SELECT id FROM closing
     WHERE id = (SELECT max(id) FROM round_event WHERE round = submission.round)) AS closing,
    (SELECT max(decision.id) FROM decision WHERE decision.submission = submission.id) AS decided
FROM submission;

-- The place of each submission among those of its theme group: that in which they came in. One
-- that was reinstated stands after all that were there when that was decided.
CREATE VIEW placed AS
SELECT *,
    (SELECT kind FROM entry WHERE entry.id = decided) AS decision,
    CASE (SELECT kind FROM entry WHERE entry.id = decided) WHEN 'withdrawn' THEN decided END
        AS withdrawal,
    CASE (SELECT kind FROM entry WHERE entry.id = decided) WHEN 'reinstated' THEN (
        SELECT max(known.received_at) FROM judged AS known
        WHERE known.round = own.round AND known.framework = own.framework
            AND known.theme_group = own.theme_group AND NOT known.in_error
            AND known.id < own.decided
    ) ELSE received_at END AS placed_at,
    CASE (SELECT kind FROM entry WHERE entry.id = decided) WHEN 'reinstated' THEN decided
        ELSE id END AS placed_id
FROM judged AS own;

-- The views below are for people who open the ledger in Excel or a database program, too.

-- Every file received, without its content, with how much it brought and whether it counts.
-- Of a theme group's submissions without errors the one placed last counts, unless it was
-- withdrawn: then none of those that were there already does. While a round is closed, those
-- count that counted then.
CREATE VIEW received_file AS
SELECT id, framework, round, theme_group,
    CASE
        WHEN in_error THEN 'in error'
        WHEN id > closing THEN 'after closing'
        WHEN withdrawal IS NOT NULL THEN 'withdrawn'
        WHEN closing IS NOT NULL THEN
            CASE WHEN id IN (SELECT submission FROM counted WHERE closing = own.closing)
                THEN 'accepted' ELSE 'superseded' END
        WHEN EXISTS (
            SELECT 1 FROM placed AS other
            WHERE other.round = own.round AND other.framework = own.framework
                AND other.theme_group = own.theme_group AND NOT other.in_error
                AND (other.placed_at, other.placed_id) > (own.placed_at, own.placed_id)
                AND (other.withdrawal IS NULL OR other.withdrawal > own.id)
        ) THEN 'superseded'
        ELSE 'accepted'
    END AS status,
    file, received_at, late, application,
    CASE WHEN NOT in_error AND (closing IS NULL OR id < closing) THEN (
        SELECT other.id FROM placed AS other
        WHERE other.round = own.round AND other.framework = own.framework
            AND other.theme_group = own.theme_group AND NOT other.in_error
            AND (own.closing IS NULL OR other.id < own.closing)
            AND (other.placed_at, other.placed_id) < (own.placed_at, own.placed_id)
        ORDER BY other.placed_at DESC, other.placed_id DESC LIMIT 1
    ) END AS supersedes,
    (SELECT size FROM original WHERE original.sha256 = own.sha256) AS size,
    sha256,
    (SELECT count(*) FROM record WHERE submission_id = own.id) AS value_count,
    (SELECT count(*) FROM finding WHERE submission_id = own.id AND severity = 'error')
        AS error_count,
    (SELECT count(*) FROM finding WHERE submission_id = own.id AND severity = 'query')
        AS query_count,
    (SELECT count(*) FROM finding WHERE submission_id = own.id AND severity = 'note')
        AS note_count,
    framework_fingerprint, form_fingerprint, decided, decision,
    (SELECT count(*) FROM answer WHERE submission_id = own.id) AS answer_count
FROM placed AS own;

-- The return that counts, for each framework, round and theme group.
CREATE VIEW current_return AS
SELECT * FROM received_file WHERE status = 'accepted';

-- Every value ever received without an error, with the file and the cell it came from.
CREATE VIEW accepted_record AS
SELECT received.framework, received.round, received.theme_group, record.indicator, record.field,
    record.year, record.area, record.measure, record.value, record.text, record.state,
    record.column_id, record.sheet, record.cell, received.file, received.sha256,
    received.received_at, received.status, record.submission_id AS received_id, record.position
FROM record JOIN received_file AS received ON received.id = record.submission_id;

-- The values that count: those of the current returns.
CREATE VIEW current_record AS
SELECT * FROM accepted_record WHERE status = 'accepted';
