SELECT value::timestamptz FROM lines
