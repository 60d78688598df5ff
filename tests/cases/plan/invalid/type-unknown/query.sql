SELECT value::uuid FROM lines
