-- What is in the ledger stays as it was entered: an entry follows the last one, is entered whole,
-- and is neither altered, replaced nor deleted. A redaction takes words out of texts, and can change
-- nothing else. Whoever takes these guards away first can still
-- alter the file; the seals tell that they did.

CREATE TRIGGER entry_is_next BEFORE INSERT ON entry
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM entry)
    OR (SELECT max(id) FROM entry) IS NOT (SELECT max(id) FROM seal)
BEGIN SELECT RAISE(ABORT, 'an entry follows the last one'); END;
CREATE TRIGGER entry_is_of_a_kind BEFORE INSERT ON entry
WHEN NEW.kind NOT IN (
    'issued', 'received', 'round opened', 'round changed', 'round closed', 'round reopened',
    'withdrawn', 'reinstated', 'published', 'redacted'
)
BEGIN SELECT RAISE(ABORT, 'there is no such kind of entry'); END;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;
CREATE TRIGGER entry_is_fixed BEFORE UPDATE ON entry
WHEN NOT EXISTS (SELECT 1 FROM being_redacted)
    OR (NEW.id, NEW.kind, NEW.at) IS NOT (OLD.id, OLD.kind, OLD.at)
BEGIN SELECT RAISE(ABORT, 'an entry is never altered'); END;

CREATE TRIGGER seal_is_next BEFORE INSERT ON seal
WHEN NEW.id IN (SELECT id FROM seal) OR NEW.id IS NOT (SELECT max(id) FROM entry)
BEGIN SELECT RAISE(ABORT, 'an entry is sealed once, before the next is made'); END;
CREATE TRIGGER seal_is_kept BEFORE DELETE ON seal
BEGIN SELECT RAISE(ABORT, 'a seal is never deleted'); END;
CREATE TRIGGER seal_is_fixed BEFORE UPDATE ON seal
BEGIN SELECT RAISE(ABORT, 'a seal is never altered'); END;

CREATE TRIGGER salt_is_new BEFORE INSERT ON salt
WHEN NEW.id IN (SELECT id FROM salt)
    OR NEW.id IN (SELECT id FROM seal)
    OR NEW.id IS NOT (SELECT max(id) FROM entry)
BEGIN SELECT RAISE(ABORT, 'the salts of an entry are made with its seal'); END;
CREATE TRIGGER salt_is_kept BEFORE DELETE ON salt
BEGIN SELECT RAISE(ABORT, 'the salts of an entry are never deleted'); END;
CREATE TRIGGER salt_is_fixed BEFORE UPDATE ON salt
WHEN NOT EXISTS (SELECT 1 FROM being_redacted)
    OR (NEW.id, length(NEW.content)) IS NOT (OLD.id, length(OLD.content))
BEGIN SELECT RAISE(ABORT, 'the salts of an entry are never altered'); END;

CREATE TRIGGER earlier_seal_is_new BEFORE INSERT ON earlier_seal
BEGIN SELECT RAISE(ABORT, 'a seal of an earlier version is not made any more'); END;
CREATE TRIGGER earlier_seal_is_kept BEFORE DELETE ON earlier_seal
BEGIN SELECT RAISE(ABORT, 'a seal is never deleted'); END;
CREATE TRIGGER earlier_seal_is_fixed BEFORE UPDATE ON earlier_seal
WHEN NOT EXISTS (SELECT 1 FROM being_redacted) OR NEW.id IS NOT OLD.id OR NEW.hash <> ''
BEGIN SELECT RAISE(ABORT, 'a seal is never altered'); END;

CREATE TRIGGER declaration_is_new BEFORE INSERT ON declaration
WHEN NEW.fingerprint IN (SELECT fingerprint FROM declaration)
BEGIN SELECT RAISE(ABORT, 'a declaration is kept once'); END;
CREATE TRIGGER declaration_is_kept BEFORE DELETE ON declaration
BEGIN SELECT RAISE(ABORT, 'a declaration is never deleted'); END;
CREATE TRIGGER declaration_is_fixed BEFORE UPDATE ON declaration
BEGIN SELECT RAISE(ABORT, 'a declaration is never altered'); END;

CREATE TRIGGER issue_is_new BEFORE INSERT ON issue
WHEN NEW.id IN (SELECT id FROM issue)
    OR NEW.id IS NOT (SELECT max(id) FROM entry)
    OR NEW.id IN (SELECT id FROM seal)
    OR (SELECT kind FROM entry WHERE id = NEW.id) IS NOT 'issued'
BEGIN SELECT RAISE(ABORT, 'an issue is entered with its entry'); END;
CREATE TRIGGER issue_is_kept BEFORE DELETE ON issue
BEGIN SELECT RAISE(ABORT, 'an issue is never deleted'); END;
CREATE TRIGGER issue_is_fixed BEFORE UPDATE ON issue
WHEN NOT EXISTS (SELECT 1 FROM being_redacted)
    OR (
        NEW.id, NEW.round, NEW.theme_group, NEW.framework_fingerprint,
        NEW.form_fingerprint, NEW.sha256
    ) IS NOT (
        OLD.id, OLD.round, OLD.theme_group, OLD.framework_fingerprint,
        OLD.form_fingerprint, OLD.sha256
    )
BEGIN SELECT RAISE(ABORT, 'an issue is never altered'); END;

CREATE TRIGGER round_event_is_new BEFORE INSERT ON round_event
WHEN NEW.id IN (SELECT id FROM round_event)
    OR NEW.id IS NOT (SELECT max(id) FROM entry)
    OR NEW.id IN (SELECT id FROM seal)
    OR (SELECT kind FROM entry WHERE id = NEW.id) NOT IN (
        'round opened', 'round changed', 'round closed', 'round reopened'
    )
BEGIN SELECT RAISE(ABORT, 'what happens to a round is entered with its entry'); END;
CREATE TRIGGER round_event_is_kept BEFORE DELETE ON round_event
BEGIN SELECT RAISE(ABORT, 'what happened to a round is never deleted'); END;
CREATE TRIGGER round_event_is_fixed BEFORE UPDATE ON round_event
BEGIN SELECT RAISE(ABORT, 'what happened to a round is never altered'); END;

CREATE TRIGGER closing_is_new BEFORE INSERT ON closing
WHEN NEW.id IN (SELECT id FROM closing)
    OR NEW.id IS NOT (SELECT max(id) FROM entry)
    OR NEW.id IN (SELECT id FROM seal)
    OR (SELECT kind FROM entry WHERE id = NEW.id) IS NOT 'round closed'
BEGIN SELECT RAISE(ABORT, 'a closing is entered with its entry'); END;
CREATE TRIGGER closing_is_kept BEFORE DELETE ON closing
BEGIN SELECT RAISE(ABORT, 'a closing is never deleted'); END;
CREATE TRIGGER closing_is_fixed BEFORE UPDATE ON closing
BEGIN SELECT RAISE(ABORT, 'a closing is never altered'); END;

CREATE TRIGGER counted_is_new BEFORE INSERT ON counted
WHEN NEW.closing IS NOT (SELECT max(id) FROM entry)
    OR NEW.closing IN (SELECT id FROM seal)
    OR NEW.submission IN (SELECT submission FROM counted WHERE closing = NEW.closing)
BEGIN SELECT RAISE(ABORT, 'what counted is entered with the closing'); END;
CREATE TRIGGER counted_is_kept BEFORE DELETE ON counted
BEGIN SELECT RAISE(ABORT, 'what counted is never deleted'); END;
CREATE TRIGGER counted_is_fixed BEFORE UPDATE ON counted
BEGIN SELECT RAISE(ABORT, 'what counted is never altered'); END;

CREATE TRIGGER original_is_new BEFORE INSERT ON original
WHEN NEW.sha256 IN (SELECT sha256 FROM original)
    OR (SELECT max(id) FROM entry) IN (SELECT id FROM seal)
    OR (SELECT kind FROM entry WHERE id = (SELECT max(id) FROM entry)) IS NOT 'received'
BEGIN SELECT RAISE(ABORT, 'a received file is kept once, with its submission'); END;
CREATE TRIGGER original_is_kept BEFORE DELETE ON original
BEGIN SELECT RAISE(ABORT, 'a received file is never deleted'); END;
CREATE TRIGGER original_is_fixed BEFORE UPDATE ON original
WHEN NOT EXISTS (SELECT 1 FROM being_redacted)
    OR (NEW.sha256, NEW.size) IS NOT (OLD.sha256, OLD.size)
    OR NEW.content IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a received file is never altered'); END;

CREATE TRIGGER submission_is_new BEFORE INSERT ON submission
WHEN NEW.id IN (SELECT id FROM submission)
    OR NEW.sha256 IN (SELECT sha256 FROM redacted_file)
    OR NEW.id IS NOT (SELECT max(id) FROM entry)
    OR NEW.id IN (SELECT id FROM seal)
    OR (SELECT kind FROM entry WHERE id = NEW.id) IS NOT 'received'
BEGIN SELECT RAISE(ABORT, 'a submission is entered with its entry'); END;
CREATE TRIGGER submission_is_kept BEFORE DELETE ON submission
BEGIN SELECT RAISE(ABORT, 'a submission is never deleted'); END;
CREATE TRIGGER submission_is_fixed BEFORE UPDATE ON submission
WHEN NOT EXISTS (SELECT 1 FROM being_redacted)
    OR (
        NEW.id, NEW.framework, NEW.round, NEW.theme_group, NEW.received_at, NEW.late,
        NEW.sha256, NEW.framework_fingerprint, NEW.form_fingerprint
    ) IS NOT (
        OLD.id, OLD.framework, OLD.round, OLD.theme_group, OLD.received_at, OLD.late,
        OLD.sha256, OLD.framework_fingerprint, OLD.form_fingerprint
    )
BEGIN SELECT RAISE(ABORT, 'a submission is never altered'); END;

CREATE TRIGGER record_is_new BEFORE INSERT ON record
WHEN NEW.submission_id IS NOT (SELECT max(id) FROM entry)
    OR NEW.submission_id IN (SELECT id FROM seal)
    OR EXISTS (SELECT 1 FROM record
               WHERE submission_id = NEW.submission_id AND position = NEW.position)
    OR EXISTS (SELECT 1 FROM record
               WHERE submission_id = NEW.submission_id AND sheet = NEW.sheet AND cell = NEW.cell)
BEGIN SELECT RAISE(ABORT, 'a value is recorded once for each cell, with its submission'); END;
CREATE TRIGGER record_is_kept BEFORE DELETE ON record
BEGIN SELECT RAISE(ABORT, 'a recorded value is never deleted'); END;
CREATE TRIGGER record_is_fixed BEFORE UPDATE ON record
WHEN NOT EXISTS (SELECT 1 FROM being_redacted)
    OR (
        NEW.submission_id, NEW.position, NEW.indicator, NEW.field, NEW.year, NEW.area,
        NEW.measure, NEW.value, NEW.state, NEW.column_id, NEW.cell, NEW.sheet
    ) IS NOT (
        OLD.submission_id, OLD.position, OLD.indicator, OLD.field, OLD.year, OLD.area,
        OLD.measure, OLD.value, OLD.state, OLD.column_id, OLD.cell, OLD.sheet
    )
BEGIN SELECT RAISE(ABORT, 'a recorded value is never altered'); END;

CREATE TRIGGER finding_is_new BEFORE INSERT ON finding
WHEN NEW.submission_id IS NOT (SELECT max(id) FROM entry)
    OR NEW.submission_id IN (SELECT id FROM seal)
    OR EXISTS (SELECT 1 FROM finding
               WHERE submission_id = NEW.submission_id AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'a finding is entered with its submission'); END;
CREATE TRIGGER finding_is_kept BEFORE DELETE ON finding
BEGIN SELECT RAISE(ABORT, 'a finding is never deleted'); END;
CREATE TRIGGER finding_is_fixed BEFORE UPDATE ON finding
WHEN NOT EXISTS (SELECT 1 FROM being_redacted)
    OR (
        NEW.submission_id, NEW.position, NEW.rule, NEW.severity, NEW.theme_group,
        NEW.cell, NEW.field
    ) IS NOT (
        OLD.submission_id, OLD.position, OLD.rule, OLD.severity, OLD.theme_group,
        OLD.cell, OLD.field
    )
BEGIN SELECT RAISE(ABORT, 'a finding is never altered'); END;

CREATE TRIGGER answer_is_new BEFORE INSERT ON answer
WHEN NEW.submission_id IS NOT (SELECT max(id) FROM entry)
    OR NEW.submission_id IN (SELECT id FROM seal)
    OR EXISTS (SELECT 1 FROM answer
               WHERE submission_id = NEW.submission_id AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'an answer is entered with its submission'); END;
CREATE TRIGGER answer_is_kept BEFORE DELETE ON answer
BEGIN SELECT RAISE(ABORT, 'an answer is never deleted'); END;
CREATE TRIGGER answer_is_fixed BEFORE UPDATE ON answer
WHEN NOT EXISTS (SELECT 1 FROM being_redacted)
    OR (NEW.submission_id, NEW.position) IS NOT (OLD.submission_id, OLD.position)
BEGIN SELECT RAISE(ABORT, 'an answer is never altered'); END;

CREATE TRIGGER decision_is_new BEFORE INSERT ON decision
WHEN NEW.id IN (SELECT id FROM decision)
    OR NEW.id IS NOT (SELECT max(id) FROM entry)
    OR NEW.id IN (SELECT id FROM seal)
    OR (SELECT kind FROM entry WHERE id = NEW.id) NOT IN ('withdrawn', 'reinstated')
BEGIN SELECT RAISE(ABORT, 'a decision is entered with its entry'); END;
CREATE TRIGGER decision_is_kept BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;
CREATE TRIGGER decision_is_fixed BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'a decision is never altered'); END;

CREATE TRIGGER publication_is_new BEFORE INSERT ON publication
WHEN NEW.id IN (SELECT id FROM publication)
    OR NEW.id IS NOT (SELECT max(id) FROM entry)
    OR NEW.id IN (SELECT id FROM seal)
    OR (SELECT kind FROM entry WHERE id = NEW.id) IS NOT 'published'
BEGIN SELECT RAISE(ABORT, 'a publication is entered with its entry'); END;
CREATE TRIGGER publication_is_kept BEFORE DELETE ON publication
BEGIN SELECT RAISE(ABORT, 'a publication is never deleted'); END;
CREATE TRIGGER publication_is_fixed BEFORE UPDATE ON publication
WHEN NOT EXISTS (SELECT 1 FROM being_redacted)
    OR (
        NEW.id, NEW.framework, NEW.round, NEW.sha256, NEW.framework_fingerprint,
        NEW.form_fingerprint
    ) IS NOT (
        OLD.id, OLD.framework, OLD.round, OLD.sha256, OLD.framework_fingerprint,
        OLD.form_fingerprint
    )
BEGIN SELECT RAISE(ABORT, 'a publication is never altered'); END;

CREATE TRIGGER published_is_new BEFORE INSERT ON published
WHEN NEW.publication IS NOT (SELECT max(id) FROM entry)
    OR NEW.publication IN (SELECT id FROM seal)
    OR NEW.submission IN (SELECT submission FROM published WHERE publication = NEW.publication)
BEGIN SELECT RAISE(ABORT, 'what was published is entered with the publication'); END;
CREATE TRIGGER published_is_kept BEFORE DELETE ON published
BEGIN SELECT RAISE(ABORT, 'what was published is never deleted'); END;
CREATE TRIGGER published_is_fixed BEFORE UPDATE ON published
BEGIN SELECT RAISE(ABORT, 'what was published is never altered'); END;

CREATE TRIGGER redaction_is_new BEFORE INSERT ON redaction
WHEN NEW.id IS NOT (SELECT id FROM being_redacted)
    OR NEW.entry >= NEW.id
    OR EXISTS (SELECT 1 FROM redaction
               WHERE id = NEW.id AND entry = NEW.entry AND place = NEW.place)
BEGIN SELECT RAISE(ABORT, 'what is redacted is entered with the redaction'); END;
CREATE TRIGGER redaction_is_kept BEFORE DELETE ON redaction
BEGIN SELECT RAISE(ABORT, 'a redaction is never deleted'); END;
CREATE TRIGGER redaction_is_fixed BEFORE UPDATE ON redaction
BEGIN SELECT RAISE(ABORT, 'a redaction is never altered'); END;

CREATE TRIGGER redacted_file_is_new BEFORE INSERT ON redacted_file
WHEN NEW.id IS NOT (SELECT id FROM being_redacted)
    OR NEW.sha256 IN (SELECT sha256 FROM redacted_file)
BEGIN SELECT RAISE(ABORT, 'a file is redacted once, with a redaction'); END;
CREATE TRIGGER redacted_file_is_kept BEFORE DELETE ON redacted_file
BEGIN SELECT RAISE(ABORT, 'a redaction is never deleted'); END;
CREATE TRIGGER redacted_file_is_fixed BEFORE UPDATE ON redacted_file
BEGIN SELECT RAISE(ABORT, 'a redaction is never altered'); END;
