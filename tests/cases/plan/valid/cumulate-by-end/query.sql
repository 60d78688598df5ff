SELECT window_end, count(*) FROM cumulate(lines, step => interval '1 hour', size => interval '1 day', shift => interval '90 min') GROUP BY window_end
