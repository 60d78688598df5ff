SELECT value FROM topic(clicks)
