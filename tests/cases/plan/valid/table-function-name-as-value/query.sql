SELECT item, item ->> 'id' AS id, e FROM lines, jsonb_array_elements(value::jsonb) AS item, unnest(ARRAY[1]) AS e(n)
WHERE item ? 'id'
