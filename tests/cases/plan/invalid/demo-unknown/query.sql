SELECT value FROM demo_nothing()
