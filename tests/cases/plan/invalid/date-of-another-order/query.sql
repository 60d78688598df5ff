SELECT timestamp '31.01.2026 10:00'
