-- How many indicators of each area have which light: a row for each area and light, zeros too.
SELECT area.area, light.light, count(compared.indicator) AS indicators
FROM area CROSS JOIN light
LEFT JOIN compared
    ON compared.area = area.area AND compared.light = light.light AND compared.is_headline
GROUP BY area.area, light.light, light.position
ORDER BY lower(area.area), area.area, light.position;
