SELECT value FROM lines WHERE headers->>'n' > 5
