print Lines last 3
