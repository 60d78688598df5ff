SELECT value FROM logs.2026x
