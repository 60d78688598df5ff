check;
