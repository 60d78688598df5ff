SELECT w.first, w.b, w.topic FROM v AS w (first)
