SELECT event-id FROM lines
