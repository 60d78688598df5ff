INSERT INTO brand_new VALUES ('x')
