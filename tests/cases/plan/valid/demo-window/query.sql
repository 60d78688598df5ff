SELECT window_start, sensor, avg(celsius) AS celsius FROM tumble(demo_sensors(rate => 5, seed => 3), at, interval '10 seconds') GROUP BY window_start, sensor
