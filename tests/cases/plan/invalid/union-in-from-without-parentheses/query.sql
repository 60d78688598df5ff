SELECT count(*) FROM lines AND clicks
