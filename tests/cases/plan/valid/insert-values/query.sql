INSERT INTO lines VALUES ('a'), ('it''s'), (NULL)
