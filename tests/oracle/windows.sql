-- The windows of design and README, from their definition: for a row's time, every window that
-- holds it. A window begins at the epoch + shift + k * slide for a whole k, holds its start, and
-- does not hold its end. Days are 24 hours, whatever the session's time zone.

CREATE FUNCTION window_us(duration interval) RETURNS bigint IMMUTABLE STRICT LANGUAGE sql AS
$$ SELECT (extract(epoch FROM duration) * 1000000)::bigint $$;

CREATE FUNCTION window_us(at timestamptz) RETURNS bigint IMMUTABLE STRICT LANGUAGE sql AS
$$ SELECT (extract(epoch FROM at) * 1000000)::bigint $$;

CREATE FUNCTION window_time(us bigint) RETURNS timestamptz IMMUTABLE STRICT LANGUAGE sql AS
$$ SELECT timestamptz 'epoch' + (us / 1000000) * interval '1 second' + (us % 1000000) * interval '1 microsecond' $$;

CREATE FUNCTION windows_hop(at timestamptz, slide interval, size interval, shift interval)
RETURNS TABLE (window_start timestamptz, window_end timestamptz) IMMUTABLE LANGUAGE sql AS
$$
    SELECT window_time(s), window_time(s + window_us(size))
    FROM generate_series((window_us(at) - window_us(shift) - window_us(size)) / window_us(slide) - 2,
                         (window_us(at) - window_us(shift)) / window_us(slide) + 2) AS k,
         LATERAL (SELECT window_us(shift) + k * window_us(slide)) AS begins(s)
    WHERE s <= window_us(at) AND window_us(at) < s + window_us(size)
$$;

CREATE FUNCTION windows_tumble(at timestamptz, size interval, shift interval)
RETURNS TABLE (window_start timestamptz, window_end timestamptz) IMMUTABLE LANGUAGE sql AS
$$ SELECT * FROM windows_hop(at, size, size, shift) $$;

-- Windows that begin where the tumbling one does, and end at each whole step after that.
CREATE FUNCTION windows_cumulate(at timestamptz, step interval, size interval, shift interval)
RETURNS TABLE (window_start timestamptz, window_end timestamptz) IMMUTABLE LANGUAGE sql AS
$$
    SELECT w.window_start, window_time(window_us(w.window_start) + k * window_us(step))
    FROM windows_tumble(at, size, shift) AS w,
         generate_series(1, window_us(size) / window_us(step)) AS k
    WHERE window_us(at) < window_us(w.window_start) + k * window_us(step)
$$;

-- The same for times without a zone, and for days.
CREATE FUNCTION windows_hop(at timestamp, slide interval, size interval, shift interval)
RETURNS TABLE (window_start timestamp, window_end timestamp) IMMUTABLE LANGUAGE sql AS
$$ SELECT window_start AT TIME ZONE 'UTC', window_end AT TIME ZONE 'UTC'
   FROM windows_hop(at AT TIME ZONE 'UTC', slide, size, shift) $$;
CREATE FUNCTION windows_tumble(at timestamp, size interval, shift interval)
RETURNS TABLE (window_start timestamp, window_end timestamp) IMMUTABLE LANGUAGE sql AS
$$ SELECT * FROM windows_hop(at, size, size, shift) $$;
CREATE FUNCTION windows_cumulate(at timestamp, step interval, size interval, shift interval)
RETURNS TABLE (window_start timestamp, window_end timestamp) IMMUTABLE LANGUAGE sql AS
$$ SELECT window_start AT TIME ZONE 'UTC', window_end AT TIME ZONE 'UTC'
   FROM windows_cumulate(at AT TIME ZONE 'UTC', step, size, shift) $$;
