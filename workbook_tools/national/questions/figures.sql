-- Every figure that is compared, with its place among the others and the cell it came from.
SELECT compared.theme_group, compared.indicator, compared.name, compared.part_title AS part,
    compared.area, compared.actual, compared.months, compared.target, compared.light, compared.rank,
    CASE WHEN spread.known < 4 OR compared.level IS NULL THEN NULL
        WHEN compared.polarity = 'lower' THEN CASE
            WHEN compared.level <= spread.lower_quartile THEN 1
            WHEN compared.level <= spread.median THEN 2
            WHEN compared.level <= spread.upper_quartile THEN 3 ELSE 4 END
        ELSE CASE
            WHEN compared.level >= spread.upper_quartile THEN 1
            WHEN compared.level >= spread.median THEN 2
            WHEN compared.level >= spread.lower_quartile THEN 3 ELSE 4 END
    END AS quarter,
    compared.submission, compared.sheet, compared.cell, compared.decimals
FROM compared
JOIN spread ON spread.indicator = compared.indicator AND spread.part = compared.part
WHERE compared.actual IS NOT NULL OR compared.light <> ''
ORDER BY compared.position, compared.indicator, NOT compared.is_headline, compared.part,
    compared.rank NULLS LAST, lower(compared.area), compared.area;
