SELECT longlines.value FROM longlines
