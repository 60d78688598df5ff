SELECT upper(value) AS u FROM newest
