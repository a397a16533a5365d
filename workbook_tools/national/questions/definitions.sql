-- What the questions have in common; asked first. Views over the tables of rows.py.

-- What is meant by an indicator: name, unit, kind and direction. Under one id the meaning that most
-- areas have is the one that is compared; of two that as many have, the first in order.
CREATE VIEW meaning AS
SELECT indicator, lower(trim(name)) AS said, unit, kind, polarity, count(*) AS areas,
    row_number() OVER (
        PARTITION BY indicator
        ORDER BY count(*) DESC, lower(trim(name)), unit, kind, polarity
    ) AS place
FROM indicator
GROUP BY indicator, lower(trim(name)), unit, kind, polarity;

-- The indicators of an area that mean what is compared.
CREATE VIEW alike AS
SELECT indicator.*
FROM indicator JOIN meaning
    ON meaning.indicator = indicator.indicator AND meaning.said = lower(trim(indicator.name))
    AND meaning.unit = indicator.unit AND meaning.kind = indicator.kind
    AND meaning.polarity = indicator.polarity
WHERE meaning.place = 1;

-- Each indicator that is compared, once: as the first area that has it tells it.
CREATE VIEW measure AS
SELECT DISTINCT ON (indicator) indicator, theme_group, name, unit, polarity, decimals, position,
    count(*) OVER (PARTITION BY indicator) AS areas
FROM alike ORDER BY indicator, position, area;

-- How many months the figures of an indicator cover in most areas; of two that as many have, more.
CREATE VIEW usual AS
SELECT figure.indicator, figure.part, figure.months,
    row_number() OVER (
        PARTITION BY figure.indicator, figure.part ORDER BY count(*) DESC, figure.months DESC
    ) AS place
FROM figure JOIN alike ON alike.area = figure.area AND alike.indicator = figure.indicator
WHERE figure.actual IS NOT NULL
GROUP BY figure.indicator, figure.part, figure.months;

-- The figures, each with its place: 1 is the best, equals share one. Compared are those that cover
-- the usual months, as "level"; one that covers others has no place.
CREATE VIEW compared AS
WITH told AS (
    SELECT figure.*, measure.theme_group, measure.name, measure.unit, measure.polarity,
        measure.decimals, measure.position, usual.months AS usual_months,
        CASE WHEN figure.months = usual.months THEN figure.actual END AS level
    FROM figure
    JOIN alike ON alike.area = figure.area AND alike.indicator = figure.indicator
    JOIN measure ON measure.indicator = figure.indicator
    LEFT JOIN usual ON usual.indicator = figure.indicator AND usual.part = figure.part
        AND usual.place = 1
)
SELECT *,
    CASE WHEN level IS NOT NULL THEN rank() OVER (
        PARTITION BY indicator, part, level IS NULL
        ORDER BY CASE polarity WHEN 'lower' THEN level ELSE -level END
    ) END AS rank
FROM told;

-- Quartiles are told where at least four areas have a figure, interpolated between two figures as
-- QUARTILE does in a spreadsheet.
CREATE VIEW spread AS
SELECT indicator, part,
    count(level) AS known, min(usual_months) AS months,
    min(level) AS least,
    CASE WHEN count(level) >= 4 THEN quantile_cont(level, 0.25) END AS lower_quartile,
    median(level) AS median,
    CASE WHEN count(level) >= 4 THEN quantile_cont(level, 0.75) END AS upper_quartile,
    max(level) AS most,
    median(target) AS target,
    count(*) FILTER (WHERE light IN (SELECT light FROM light WHERE rated)) AS rated,
    count(*) FILTER (WHERE light IN (SELECT light FROM light WHERE on_target)) AS on_target
FROM compared
GROUP BY indicator, part;
