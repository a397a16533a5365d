-- The returns that the figures came in.
SELECT submission.area, area.folder, submission.theme_group, submission.submission,
    submission.received, submission.entries
FROM submission JOIN area ON area.area = submission.area
ORDER BY lower(submission.area), submission.area, submission.theme_group;
