SELECT "timestamp"::integer FROM lines
