-- Every indicator that is compared, for each part of an area that there are figures for.
SELECT measure.theme_group, measure.indicator, measure.name, parts.part_title AS part,
    measure.unit, CASE measure.polarity WHEN 'lower' THEN 'Lower' ELSE 'Higher' END AS better,
    spread.months, spread.known, spread.least, spread.lower_quartile, spread.median, spread.upper_quartile,
    spread.most, spread.target, spread.rated, spread.on_target, measure.decimals
FROM spread
JOIN measure ON measure.indicator = spread.indicator
JOIN (
    SELECT indicator, part, min(part_title) AS part_title, bool_or(is_headline) AS is_headline
    FROM compared GROUP BY indicator, part
) AS parts ON parts.indicator = spread.indicator AND parts.part = spread.part
WHERE spread.known > 0 OR spread.rated > 0
ORDER BY measure.position, measure.indicator, NOT parts.is_headline, parts.part;
