CREATE TABLE IF NOT EXISTS clicks (at timestamptz, who text, n integer, key text, "timestamp" timestamptz, "offset" bigint)
