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

-- The figures that are compared, each with its place: 1 is the best, equals share one.
CREATE VIEW compared AS
SELECT figure.*, measure.theme_group, measure.name, measure.unit, measure.polarity,
    measure.decimals, measure.position,
    CASE WHEN actual IS NOT NULL THEN rank() OVER (
        PARTITION BY figure.indicator, figure.part, actual IS NULL
        ORDER BY CASE measure.polarity WHEN 'lower' THEN actual ELSE -actual END
    ) END AS rank,
    count(actual) OVER (PARTITION BY figure.indicator, figure.part) AS known
FROM figure
JOIN alike ON alike.area = figure.area AND alike.indicator = figure.indicator
JOIN measure ON measure.indicator = figure.indicator;

-- Quartiles are told where at least four areas have a figure, interpolated between two figures as
-- QUARTILE does in a spreadsheet.
CREATE VIEW spread AS
SELECT indicator, part,
    count(actual) AS known,
    min(actual) AS least,
    CASE WHEN count(actual) >= 4 THEN quantile_cont(actual, 0.25) END AS lower_quartile,
    median(actual) AS median,
    CASE WHEN count(actual) >= 4 THEN quantile_cont(actual, 0.75) END AS upper_quartile,
    max(actual) AS most,
    median(target) AS target,
    count(*) FILTER (WHERE light IN (SELECT light FROM light WHERE rated)) AS rated,
    count(*) FILTER (WHERE light IN (SELECT light FROM light WHERE on_target)) AS on_target
FROM compared
GROUP BY indicator, part;
