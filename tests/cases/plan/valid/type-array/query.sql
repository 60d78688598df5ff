SELECT value::int[] FROM lines
