-- What is not compared: areas, and indicators by which an area means something else than most.
SELECT area, what, why FROM (
    SELECT area, what, why, 0 AS place FROM left_out
    UNION ALL
    SELECT indicator.area, indicator.indicator || ' ' || indicator.name,
        'Most areas mean “' || meaning.said || '” by it (' || meaning.unit || ', ' || meaning.kind
        || ', ' || meaning.polarity || ' is better); here it is “' || lower(trim(indicator.name))
        || '” (' || indicator.unit || ', ' || indicator.kind || ', ' || indicator.polarity
        || ' is better).', 1
    FROM indicator
    JOIN meaning ON meaning.indicator = indicator.indicator AND meaning.place = 1
    WHERE NOT EXISTS (
        SELECT 1 FROM alike
        WHERE alike.area = indicator.area AND alike.indicator = indicator.indicator
    )
)
ORDER BY place, lower(area), area, what;
