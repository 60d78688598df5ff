SELECT first_value('a'::text) FROM lines
