-- The areas, each with how many of its indicators have a figure, and how many are on target.
SELECT area.area, area.folder, area.title, area.round_title, area.returned, area.expected,
    count(compared.indicator) AS indicators,
    count(compared.actual) AS figures,
    count(*) FILTER (WHERE compared.light IN (SELECT light FROM light WHERE rated)) AS rated,
    count(*) FILTER (WHERE compared.light IN (SELECT light FROM light WHERE on_target))
        AS on_target
FROM area LEFT JOIN compared ON compared.area = area.area AND compared.is_headline
GROUP BY area.area, area.folder, area.title, area.round_title, area.returned, area.expected
ORDER BY lower(area.area), area.area;
