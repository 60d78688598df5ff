COPY lines FROM '/etc/passwd'
