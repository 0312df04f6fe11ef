# Two commands are enough for a first look: make demo, make test.
